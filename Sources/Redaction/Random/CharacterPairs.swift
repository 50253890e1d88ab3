/// How likely a character follows another in the words that people and programs write: the costs of a model of pairs.
enum CharacterPairs {
    /// Quarters of a bit, from 0 (`#`) to 40 (`K`): a line for each character before (the begin of a word, a to z, A to Z, any digit), a column
    /// for each character behind (a to z, A to Z, any digit). Counted in the words of this repository and of the file names below /usr and
    /// /etc of Debian 12; a word without small letters counts as one of small letters.
    private static let costs: [[UInt8]] = lines.map { line in line.utf8.map { $0 - 35 } }

    private static let lines = [
        "5836857;8C@517:5J503388CKDCE?BFCKJBKKGCJIDKA;?BIDKKK=",
        "K:57JC7K7K@15,K7K,4/???B<KKKKKKKKKKKKKKKKKKKKKKKKKKKK",
        "2G;A*F@E2:K-@A0?K96A1KK<4JKKKKKKKKKKKKKKKKKKKKKKKKKKB",
        "1K>J/KK09K4/@K+>K5>19KKK:KKKKKKKKKKKKKKKKKKKKKKKKKKKE",
        "1AF6)F7K/AK=@C0?K:1@=>@K?KKIAKKEKKKKKIHGJIKDBFKGIKKK@",
        "4?438:AHDHJ281G9B-..K<?3>KKIGKKIKKKKKKKKKIKIFIKKKKKKE",
        "3KGF23IK+KB5IK+KK6;50KKKAKKKKKKKKKKKKKKKKKKKKKKKKKKK9",
        "9K+I+K?62KK=E4<CK33<1GKKCHKKIKHKKKKKKJKKKKKKKKKKKKKKC",
        "'KBK+KKK2KKCDK2KK7E7?KKKHKKKKKKKKKKKKKKKKKKKKIJKKKKKK",
        "76277;5KCKD34+1:I830K5K>K@KKKKKKKKKKKKKKKKKKKKKKKKKKK",
        "/K??,KKK?KBGDD,?GA)F9KFKKKKKKKKKKKKKKKKK=KKKKKKKKKKK>",
        "41E>)::K2KK<=1IFKI.:4KHKKKKKKKKKKKKKKKKFKGKEAHKKKKKKB",
        "/KE6,9JK.KE3KI-6KK393FGK>KKKHKKKKKKKKKKEKJKCIIKKKKKK@",
        "'6KB-KKK8KH9:760KK;G9KIKKKKKKKKKKKKKKKKKKKKKKKKKKKKK:",
        "4K3/0:0K5K=AD95@KK1.8AKKCKKKKKKKKKKKKKKKKKKKGGKKKKKK0",
        "D?48E>9K>K:22-67K-95.=3IEKKKKKKKKKKKKKKKKKKKKKKKKKKKK",
        "/K?;.ID37KB.?E07K0731FIK;KKKKKHFKKKKKKKKKKKKKKKKKKKKF",
        "=K?JDKKKDKK.KFKKK<CJ$KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK>",
        "4H86)G;K0K7;871HK:557>KK6KKFKKKKKKKKKKKKKHKKKKKKKKKKK",
        "8K6H/JK,5K@>HG8<F-5.9?>A<KHKHKBJKKKKKKKHHFKJGJKKJKKKK",
        ".K=H,;K./KKA?K4<K13:6K?C9KKKDHKKKKFKKIEJKJKGFHKKKKKK;",
        "87;05@@K=KK52/C7K1+0KKKIKKKKKKKKKKKKKKKKKKKKKKKKKKKKK",
        ")KCK)K>K+KKJ?G9>KKKAKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK:",
        ".KDA4KK..KFHK1-FK3/?KKFKKKKDHFKKKKKKKKKKKIKKGKK<KKKKK",
        "5K9>8CKK7KI34KC/KK;'?KKACDKHJHHAKKKKKKKKKKKKKKKKKKKK3",
        "?E>>8KEK=KK3427.K3-,IKAB?EFDDKI;KKKKKGI<IGKE==KKJKKKE",
        "8K??)<EK/KK9<G5GK@)I<K@IG:KKKKKKKKKKKKKKJKKKKKKKKKKK=",
        "K76-K=;GKKK273K6K+983:3CKKKGJGBKKKKKKGG?KAK?DDKKCKKKD",
        "3KKK4KKK9KK1KK)IK7KK+KKK/KKEFKJBKKKKKKKKKKKKKKGKKKKKC",
        ".KIK/KK1=KK4KK(KK;KK8KKKFKIEBFKKKKCKKCKKK@KKAAHIKKKGD",
        ",EKK(KKK1KKKKK-7K9EK?KKKIKKBGKJKHKKFKKKKKBKKKJKEKKKK?",
        "5KF8KK5KKKK6,-KK4/:JK5K,KKJKIBKAKKKKKKKKKKKKI@KKKKKK>",
        "/KKK:KKK)KK<<K)KK2KK9KKKKKKKKGB7JKKKKKKKJKKKKKKKKKKK=",
        "3KKK-KKE3KK+K=5KK*KK7KKKK:JK@K>KKAKKKKKCK>KKKJKKKKKJJ",
        ".KK>(KKI/KKKFK,KKKGG6KKKBKIKKKKKKAEIKKKKKKKKI9KKKKKKI",
        "KKD5K@GKKKKK4$KKK9;8KJKKKKKKKAKKKKIKKKKKEKKKKKKKKKKKK",
        "2@II@III@II@II+@I@II2IIIIIIIII@IIIII7IIIIIII)I/IIIII=",
        "?KKH(KKC)KKAK1;KHKKH4KAKKKKKEK@KKKEKK?HKK8KK>KKKKKKKH",
        "/JEK.KKK(KKKKK,KKK?K>KKKKK@KGKCKKKKKKKHKJKK>8=KKKKKKB",
        "*KKK)KKK0KKKKK0@KKIK8KKKIKGKKKCKKKKKK5KJKEKKGKKKKKKKK",
        "(KKK0KKK;KKKKK*KKKKK0FKKKKIKKB;KIKKKKKKBGGKEBKKKKKKKK",
        "K3C?K,KKKKKE;/K,K3K;-4:KKKKKKKKKKKKKKKK7KGKFAHKKKKKKK",
        "*KKK4KKA8KH+KK/KK-KK6KKKDKGKCKKKGK?KKDBKKGKKCKKIKKKKK",
        "+KKKKKKKKKKKKKCKKKKK&KKKKKKKKKKKKKKKK9>KKKK:KKKKKKKKK",
        ".KKK&KKKDKKKKK.KKKKK0KKKKKKKKKJKKKKKKCKKKKKKKBKKKKKKK",
        "8K7K,KK07KK>KK27KKK(5KAK=KKKEKJKKKKKKKKKBKKKKEKKKKKKK",
        "3KKK)KK+8KKKKK.KK3KK8KAK4KAK@KKDKKKKKKGKKFKKIEKKKKKKK",
        "KKKKKKKKKKKKK)K<KK87KKKKKKAKKGKKKK'KKKJKKKK@E:KIKKKKK",
        "'KKK1KKK,KKKIK-KKKKKKKKKKKKKKKIKKKKKKKKKKKKEKFKKEKKKA",
        "5KKK=KK)/KKKKK*KK/KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKHKKK",
        "<KA>A.KKHKK;8KKKKH5*KKKKKKKKBKKHKDDHK@*KK@KH3KKKKK?K@",
        "DDDD)DDDDDDDDD*DDDDDDDDDDD3DDDDDDDDDDDDD;DDDDDDDD8D2D",
        ":KKK/2K?+KK-KK8KAK+KKKADADKKKKKKKKKKKKKKKKKKKKKKKAKA?",
        "DDCCACJKKAKKHKF<KF?=GGK8KJEKHGKHKKKKKKKKKKKKKKKKKKKK$",
    ]

    /// By how many quarters of a bit an atom (letters and digits) is more likely drawn at random, from the kinds of characters that it has,
    /// than written; nil for digits alone.
    static func score(_ atom: Range<Int>, of text: Text) -> Int? {
        var (lower, upper, digit) = (false, false, false)
        for index in atom {
            let byte = text[index]
            if Text.isDigit(byte) { digit = true } else if Text.isLower(byte) { lower = true } else { upper = true }
        }
        guard lower || upper else { return nil }
        let drawn = alphabets[(lower ? 1 : 0) + (upper ? 2 : 0) + (digit ? 4 : 0)]
        var (score, before, steps, last) = (0, 0, 0, UInt8(0))
        for index in atom {
            let byte = lower ? text[index] : text[index] | (Text.isDigit(text[index]) ? 0 : 0x20)
            let symbol = Text.isDigit(byte) ? 53 : Text.isLower(byte) ? Int(byte) - 96 : Int(byte) - 38
            score += Int(costs[before][symbol - 1]) + (symbol == 53 ? digitCost : 0) - drawn
            if byte == last || last != 0 && byte == last + 1 { steps += 1 }
            (before, last) = (symbol, byte)
        }
        // `abcdefgh`, `xxxxxxxx`: in order, and no secret.
        return steps * 2 > atom.count ? unlikely : score
    }

    /// For digits, and for what is in order: as if a word stood there.
    static let unlikely = -24
    /// Which of ten digits it is.
    private static let digitCost = 13
    /// Quarters of a bit for each character drawn from small letters, capitals and digits, by which of them there are.
    private static let alphabets = [0, 19, 19, 23, 13, 21, 21, 24]
}
