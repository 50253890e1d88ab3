extension TokenFormat {
    /// The published forms of tokens that a prefix tells. Forms without one are patterns (`BuiltInRule`), or found by their randomness.
    static let all = platforms + clouds + code + messages + operations + business

    /// Advertising and social platforms, and the services of language models.
    private static let platforms: [TokenFormat] = [
        .init("anthropic-key", "sk-ant-", .base64url, 8, .gitleaks, standsAlone: false),
        .init("openai-key", "sk-proj-", .base64url, 20, .gitleaks),
        .init("openai-key", "sk-svcacct-", .base64url, 20, .gitleaks),
        .init("openai-key", "sk-admin-", .base64url, 20, .gitleaks),
        .init("openai-key", "sk-or-v1-", .hex, 32, .provider),
        .init("openai-key", "sk-", .base64url, 20, .gitleaks),
        .init("openai-key", "sess-", .alphanumeric, 30, .provider),
        .init("service-token", "hf_", .alphanumeric, 30, .gitleaks),
        .init("service-token", "api_org_", .alphanumeric, 30, .gitleaks),
        .init("service-token", "pplx-", .alphanumeric, 32, .gitleaks),
        .init("service-token", "gsk_", .alphanumeric, 32, .gitHub),
        .init("service-token", "xai-", .alphanumeric, 40, .gitHub),
        .init("service-token", "r8_", .alphanumeric, 32, .trufflehog),
        .init("service-token", "tvly-", .base64url, 20, .gitHub),
        .init("service-token", "pcsk_", .base64url, 32, .gitHub),
        .init("service-token", "lsv2_", .base64url, 32, .gitHub),
        .init("service-token", "pa-", .base64url, 40, .gitHub),
        .init("service-token", "nvapi-", .base64url, 32, .gitHub),
        .init("service-token", "fw_", .alphanumeric, 20, .provider),
        .init("meta-token", "EAA", .alphanumeric, 30, .gitleaks),
        .init("meta-token", "IGQV", .base64url, 40, .provider),
        .init("meta-token", "IGAA", .base64url, 40, .provider),
        .init("meta-token", "THAA", .base64url, 40, .provider),
        .init("tiktok-token", "act.", .alphanumeric, 20, .provider),
        .init("tiktok-token", "rft.", .alphanumeric, 20, .provider),
        .init("tiktok-token", "clt.", .alphanumeric, 20, .provider),
        .init("linkedin-token", "AQ", .base64url, 60, .provider),
        .init("linkedin-token", "WPL_AP", .dotted, 12, .provider),
        .init("service-token", "pina_", .alphanumeric, 32, .gitHub),
        .init("service-token", "pinr_", .alphanumeric, 32, .gitHub),
        .init("service-token", "AAAAAAAAAAAAAAAAAAAAA", .any, 40, .gitleaks),
    ]

    private static let clouds: [TokenFormat] = [
        .init("gcp-key", "AIza", .base64url, 30, .gitleaks),
        .init("gcp-key", "ya29.", .dotted, 20, .detectSecrets),
        .init("gcp-key", "GOCSPX-", .base64url, 20, .gitHub),
        .init("gcp-key", "1//0", .base64url, 20, .gitHub),
        .init("gcp-key", "4/0A", .base64url, 20, .provider),
        .init("gcp-key", "GOOG1E", .alphanumeric, 40, .gitHub),
        .init("gcp-key", "6L", .base64url, 38, .provider),
        .init("aws-key", "ABSK", .base64, 60, .gitleaks),
        .init("aws-key", "bedrock-api-key-", .any, 20, .gitleaks),
        .init("aws-key", "amzn.mws.", .base64url, 30, .trufflehog),
        .init("aws-key", "amzn1.oa2-cs.v1.", .alphanumeric, 32, .gitHub),
        .init("aws-key", "Atza|", .any, 40, .provider),
        .init("aws-key", "Atzr|", .any, 40, .provider),
        .init("aws-key", "IQoJb3JpZ2lu", .base64, 60, .provider),
        .init("aws-key", "FwoGZXIvYXdz", .base64, 60, .provider),
        .init("service-token", "LTAI", .alphanumeric, 16, .gitleaks),
        .init("service-token", "AKID", .alphanumeric, 13, .gitleaks),
        .init("service-token", "doo_v1_", .hex, 40, .gitleaks),
        .init("service-token", "dop_v1_", .hex, 40, .gitleaks),
        .init("service-token", "dor_v1_", .hex, 40, .gitleaks),
        .init("service-token", "dapi", .hex, 32, .gitleaks),
        .init("service-token", "dkea", .hex, 32, .gitHub),
        .init("service-token", "dose", .hex, 32, .gitHub),
        .init("service-token", "fo1_", .base64url, 30, .gitleaks),
        .init("service-token", "fm1a_", .base64, 40, .gitleaks),
        .init("service-token", "fm1r_", .base64, 40, .gitleaks),
        .init("service-token", "fm2_", .base64, 40, .gitleaks),
        .init("service-token", "HRKU-", .base64url, 30, .gitleaks),
        .init("service-token", "nfp_", .alphanumeric, 30, .gitHub),
        .init("service-token", "vcp_", .alphanumeric, 20, .gitHub),
        .init("service-token", "v1.0-", .base64url, 60, .gitleaks),
        .init("service-token", "sbp_", .hex, 40, .gitHub),
        .init("service-token", "sb_secret_", .base64url, 20, .gitHub),
        .init("service-token", "pscale_", .dotted, 30, .gitleaks),
        .init("service-token", "tk-us-", .base64url, 40, .gitleaks),
        .init("service-token", "rnd_", .alphanumeric, 28, .provider),
    ]

    private static let code: [TokenFormat] =
        ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map {
            .init("github-token", $0, .alphanumeric, 20, .gitleaks, standsAlone: false)
        }
        + [
            "pat", "ptt", "dt", "rt", "rtr", "cbt", "agent", "oas", "soat", "ft", "ffct", "imt", "wt",
        ].map { .init("gitlab-token", "gl\($0)-", .dotted, 16, .gitleaks) } + [
            .init("github-token", "github_pat_", .base64url, 22, .gitleaks, standsAlone: false),
            .init("gitlab-token", "GR1348941", .base64url, 20, .gitleaks),
            .init("gitlab-token", "_gitlab_session=", .hex, 32, .gitleaks),
            .init("npm-token", "npm_", .alphanumeric, 30, .gitleaks),
            .init("pypi-token", "pypi-", .base64url, 16, .gitleaks),
            .init("service-token", "rubygems_", .hex, 40, .gitleaks),
            .init("service-token", "oy2", .alphanumeric, 43, .trufflehog),
            .init("service-token", "cio", .alphanumeric, 32, .gitHub),
            .init("service-token", "CLOJARS_", .alphanumeric, 40, .gitleaks),
            .init("service-token", "dckr_pat_", .base64url, 20, .gitHub),
            .init("service-token", "dckr_oat_", .base64url, 20, .gitHub),
            .init("service-token", "ATATT3", .any, 20, .gitleaks),
            .init("service-token", "ATCTT3", .any, 20, .gitHub),
            .init("service-token", "ATBB", .base64url, 24, .trufflehog),
            .init("service-token", "BBDC-", .any, 30, .trufflehog),
            .init("service-token", "AKCp", .alphanumeric, 60, .gitleaks),
            .init("service-token", "cmVmd", .alphanumeric, 50, .gitleaks),
            .init("service-token", "lin_api_", .alphanumeric, 32, .gitleaks),
            .init("service-token", "lin_oauth_", .alphanumeric, 32, .gitHub),
            .init("service-token", "figd_", .base64url, 30, .gitHub),
            .init("service-token", "PMAK-", .base64url, 40, .gitleaks),
            .init("service-token", "pul-", .hex, 40, .gitleaks),
            .init("service-token", "sqp_", .hex, 40, .gitleaks),
            .init("service-token", "sqa_", .hex, 40, .gitleaks),
            .init("service-token", "squ_", .hex, 40, .gitleaks),
            .init("service-token", "sgp_", .alphanumeric, 30, .gitleaks),
            .init("service-token", "CCIPAT_", .base64url, 30, .gitHub),
            .init("service-token", "bkua_", .hex, 40, .gitHub),
            .init("service-token", "snyk_", .any, 30, .gitHub),
            .init("service-token", "rdme_", .alphanumeric, 60, .gitleaks),
            .init("service-token", "API-", .alphanumeric, 26, .gitleaks),
        ]

    private static let messages: [TokenFormat] =
        ["a", "b", "c", "d", "e", "o", "p", "r", "s"].flatMap { kind -> [TokenFormat] in
            [
                .init("slack-token", "xox\(kind)-", .dotted, 10, .gitleaks, standsAlone: false),
                .init("slack-token", "xox\(kind).", .dotted, 16, .gitleaks, standsAlone: false),
            ]
        } + [
            .init("slack-token", "xapp-", .base64url, 10, .gitleaks),
            .init("service-token", "SG.", .dotted, 32, .gitleaks),
            .init("service-token", "xkeysib-", .base64url, 32, .gitleaks),
            .init("service-token", "xsmtpsib-", .base64url, 32, .gitHub),
            .init("service-token", "key-", .hex, 32, .gitleaks),
            .init("service-token", "SK", .hex, 32, .gitleaks),
            .init("service-token", "PMAT-", .base64url, 20, .gitHub),
            .init("service-token", "sq0", .base64url, 22, .gitleaks),
            .init("service-token", "secret_", .alphanumeric, 40, .gitHub),
            .init("service-token", "ntn_", .alphanumeric, 40, .gitleaks),
            .init("service-token", "pat-na", .base64url, 30, .gitHub),
            .init("service-token", "pat-eu", .base64url, 30, .gitHub),
            .init("service-token", "CFPAT-", .base64url, 40, .gitHub),
            .init("service-token", "fio-u-", .any, 40, .gitleaks),
        ]

    private static let operations: [TokenFormat] =
        ["cli", "ct", "pt", "st", "scim", "sa", "audit"].map {
            .init("service-token", "dp.\($0).", .dotted, 30, .gitleaks)
        } + [
            .init("service-token", "hvs.", .base64url, 20, .gitleaks),
            .init("service-token", "hvb.", .base64url, 20, .gitleaks),
            .init("service-token", "hvr.", .base64url, 20, .gitleaks),
            .init("service-token", "s.", .alphanumeric, 24, .gitleaks),
            .init("service-token", "ops_eyJ", .base64, 40, .gitleaks),
            .init("service-token", "A3-", .base64url, 28, .gitleaks),
            .init("service-token", "glsa_", .base64url, 32, .gitleaks),
            .init("service-token", "glc_", .base64, 32, .gitleaks),
            .init("service-token", "eyJrIjoi", .base64, 30, .gitleaks),
            .init("service-token", "NRAK-", .base64url, 20, .gitleaks),
            .init("service-token", "NRII-", .base64url, 20, .gitleaks),
            .init("service-token", "NRJS-", .base64url, 16, .gitleaks),
            .init("service-token", "NRIQ-", .base64url, 20, .gitHub),
            .init("service-token", "NRRA-", .base64url, 20, .gitHub),
            .init("service-token", "sntrys_", .any, 40, .gitleaks),
            .init("service-token", "sntryu_", .hex, 40, .gitleaks),
            .init("service-token", "phc_", .base64url, 30, .gitHub),
            .init("service-token", "phx_", .base64url, 30, .gitHub),
            .init("service-token", "ddp_", .alphanumeric, 30, .gitHub),
            .init("service-token", "dt0c01.", .dotted, 60, .gitleaks),
            .init("service-token", "dt0s", .dotted, 60, .gitHub),
            .init("service-token", "tskey-", .base64url, 16, .gitHub),
            .init("service-token", "sha256~", .base64url, 40, .gitleaks),
            .init("service-token", "pnu_", .alphanumeric, 30, .gitleaks),
            .init("service-token", "ico-", .alphanumeric, 30, .gitleaks),
            .init("service-token", "dnkey-", .any, 40, .gitleaks),
            .init("service-token", "sm_aat_", .alphanumeric, 16, .gitleaks),
            .init("service-token", "sm_pat_", .alphanumeric, 16, .gitleaks),
            .init("service-token", "sm_sat_", .alphanumeric, 16, .gitleaks),
            .init("age-key", "AGE-SECRET-KEY-", .any, 50, .gitleaks, standsAlone: false),
            .init("age-key", "AGE-PLUGIN-", .any, 40, .provider, standsAlone: false),
        ]

    private static let business: [TokenFormat] =
        ["sk", "rk", "pk"].flatMap { kind -> [TokenFormat] in
            ["live", "test", "prod"].map { .init("stripe-key", "\(kind)_\($0)_", .alphanumeric, 10, .gitleaks) }
        }
        + ["shpat_", "shpca_", "shppa_", "shpss_", "shptka_", "shpit_"].map {
            .init("service-token", $0, .hex, 32, .gitleaks)
        } + [
            .init("stripe-key", "whsec_", .base64, 20, .gitHub),
            .init("service-token", "EZAK", .alphanumeric, 50, .gitleaks),
            .init("service-token", "EZTK", .alphanumeric, 50, .gitleaks),
            .init("service-token", "shippo_", .base64url, 40, .gitleaks),
            .init("service-token", "duffel_", .any, 40, .gitleaks),
            .init("service-token", "FLWSECK", .base64url, 12, .gitleaks),
            .init("service-token", "FLWPUBK", .base64url, 32, .gitleaks),
            .init("service-token", "access-production-", .base64url, 36, .gitleaks),
            .init("service-token", "access-sandbox-", .base64url, 36, .gitleaks),
            .init("service-token", "EAAA", .base64url, 60, .gitleaks),
            .init("service-token", "p8e-", .alphanumeric, 30, .gitleaks),
            .init("service-token", "p8e_", .alphanumeric, 30, .gitleaks),
            .init("service-token", "rzp_live_", .alphanumeric, 14, .gitHub),
            .init("service-token", "rzp_test_", .alphanumeric, 14, .gitHub),
            .init("service-token", "sl.", .any, 60, .gitleaks),
            .init("service-token", "00D", .any, 60, .gitHub),
            .init("service-token", "t1_", .alphanumeric, 40, .provider),
        ]
}
