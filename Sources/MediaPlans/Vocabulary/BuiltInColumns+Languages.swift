extension Vocabulary {
    /// Header texts in other languages than English: German, French, Spanish, Italian, Portuguese, Turkish, Arabic.
    static let columnsOfLanguages: [RecordColumn: [String]] = [
        .market: ["Land", "Markt", "Pays", "Marché", "País", "Mercado", "Paese", "Mercato", "Ülke", "الدولة", "البلد"],
        .campaign: [
            "Kampagne", "Kampagnenname", "Campagne", "Nom de la campagne", "Campaña", "Nombre de la campaña",
            "Campagna",
            "Nome campagna", "Nome della campagna", "Campanha", "Nome da campanha", "Kampanya", "Kampanya adı",
            "الحملة",
            "اسم الحملة",
        ],
        .cejObjectives: ["Kampagnenziel", "Werbeziel", "Objectif", "Objetivo", "Obiettivo", "Hedef", "الهدف"],
        .startDate: ["Nach Tag", "Datum", "Jour", "Día", "Fecha", "Giorno", "Gün", "Tarih", "اليوم", "التاريخ"],
        .localCurrency: [
            "Währung", "Devise", "Moneda", "Valuta", "Moeda", "Para birimi", "العملة", "Währungscode", "Code de devise",
            "Code devise",
            "Code de la devise", "Código de moneda", "Codice valuta", "Código da moeda", "Código de moeda",
            "Para birimi kodu", "Valutacode", "رمز العملة",
        ],
        .budgetLocal: [
            "Ausgaben", "Kosten", "Ausgegebener Betrag", "Dépenses", "Montant dépensé", "Coût", "Gasto",
            "Importe gastado",
            "Coste", "Costo", "Spesa", "Importo speso", "Valor gasto", "Custo", "Harcanan tutar", "المبلغ المنفق",
            "التكلفة",
        ],
        .impressions: ["Impressionen", "Impresiones", "Impressioni", "Impressões", "Gösterim", "مرات الظهور"],
        .clicksActions: [
            "Klicks", "Link-Klicks", "Klicks (Ziel)", "Clics", "Clics sur le lien", "Clics sur un lien",
            "Clics en el enlace", "Clic", "Clic sul link", "Cliques", "Cliques no link", "Tıklamalar", "نقرات الرابط",
            "النقرات",
        ],
        .videoViews: [
            "Videoaufrufe", "2-Sekunden-Videoaufrufe", "Vues de vidéo", "Visualizaciones de video",
            "Visualizzazioni video", "Visualizações de vídeo",
        ],
        .uniquesReach: ["Reichweite", "Portée", "Couverture", "Alcance", "Copertura", "Erişim", "الوصول"],
        .frequency: ["Frequenz", "Fréquence", "Frecuencia", "Frequenza", "Frequência", "Sıklık", "التكرار"],
    ]

    /// Headers that mean the one day of a line.
    static let dayHeaders: Set<String> = Set(
        (["day", "date", "by day", "reporting date", "gregorian date"] + (columnsOfLanguages[.startDate] ?? [])).map {
            normalised($0)
        })
}
