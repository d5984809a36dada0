"""Turkish. Endings of words are taken off before they are looked up."""

DAY_FIRST = True

NUMBERS = "sifir bir iki uc dort bes alti yedi sekiz dokuz on"
TENS = {
    "on": 10, "yirmi": 20, "otuz": 30, "kirk": 40, "elli": 50, "altmis": 60, "yetmis": 70, "seksen": 80, "doksan": 90,
}  # fmt: skip
OTHER_NUMBERS = {"dord": 4}
RANKS = "birinci ikinci ucuncu"
MORE_RANKS: dict[str, int] = {}
ORDINAL_ENDINGS = "inci|nci|uncu|ncu|ncisi|nci gunu"

WEEKDAYS = {"cars": 2, "pers": 3, "ctesi": 5}
MONTHS: dict[str, int] = {}
UNLIKELY_WEEKDAYS = ("sal", "per", "paz", "car", "cum")
NOT_NAMES = ("ara", "kas", "eki")
"""Abbreviations of days and months that are ordinary words."""

RELATIVE = {
    "bugun": 0, "yarin": 1, "yarindan sonra": 2, "yarindan sonraki gun": 2, "obur gun": 2, "oburgun": 2,
    "haftaya bugun": 7, "haftaya yarin": 8, "yrn": 1, "dun": -1, "evvelsi gun": -2, "dunden onceki gun": -2,
}  # fmt: skip
PARTS = {
    "sabah": "morning", "sabahleyin": "morning", "ogle": "midday", "oglen": "midday", "ogleyin": "midday",
    "ogle arasi": "midday", "ogleden once": "morning", "ogleden sonra": "afternoon", "ikindi": "afternoon",
    "aksam": "evening", "aksamustu": "evening", "aksamleyin": "evening", "gece": "night", "geceleyin": "night",
}  # fmt: skip
TODAY_PARTS = {
    "bu sabah": (0, "morning"), "bu ogle": (0, "midday"), "bu oglen": (0, "midday"), "bu aksam": (0, "evening"),
    "bu gece": (0, "night"), "dun gece": (-1, "night"), "dun aksam": (-1, "evening"),
}  # fmt: skip
CLOCKS = {"gece yarisi": 24}
UNITS = {
    "dakika": "minute", "dk": "minute", "gun": "day", "hafta": "week", "ay": "month", "yil": "year", "sene": "year",
}  # fmt: skip
FIXED_DAYS = {"yilbasi": (1, 1), "sevgililer gunu": (2, 14)}
HOURS = {"saat": "hour", "sa": "hour"}
"""Both "at" and "hour"."""
WORDS = {
    "next": "gelecek; bir sonraki; sonraki",
    "this": "bu",
    "coming": "onumuzdeki; bu yaklasan; yaklasan; bu gelen; gelen",
    "last": "gecen; gectigimiz; onceki; bir onceki",
    "next_week": "haftaya; gelecek haftaya",
    "weekend": "hafta sonu; haftasonu; hafta sonuna; haftasonuna",
    "half": "bucuk; bucug",
    "half_of": "yarim",
    "quarter": "ceyrek",
    "gone": "geciyor; gecerken; geceye",
    "left": "kala; var",
    "around": "yaklasik; tam",
    "oclock": "gibi; civari; civarinda; civarina; sularinda; sulari",
    "later": "sonra; sonraya; sonrasi; sonrasina",
    "within": "icinde",
    "ago": "once; oncesi; oncesine",
    "until": "ile; ila; yle; yla",
    "range": "arasi; arasinda; arasina",
    "same": "ayni saatte; ayni saat; ayni saate; ayni vakitte",
    "inert": "olmaz mi; degil mi; uygun degil mi; olmuyor mu; gelemez miyim",
    "not_that": "degil; haric; disinda; olmaz; olmasin; uygun degil; musait degilim; gelemem; "
    "gelemiyorum; olmuyor; uymaz",
    "till": "kadar",
    "the": "gunu; gunune; gununde; tarihi; tarihinde; tarihine; icin",
    "month_the": "ayin; bu ayin",
    "onwards": "itibaren",
    "every": "her",
    "now": "simdi; hemen; hemen simdi; su an; su anda; en kisa zamanda",
    "one": "bir",
    "big": "yuz; bin",
    "holiday": "bayram; bayrami; ramazan; kurban; anneler gunu; babalar gunu",
    "counted": "saatlik; gunluk; gecelik; haftalik; dakikalik; aylik; kisi; kisilik; kisiyiz; tane; adet; lira; tl",
}

NOT_NUMBERS = ("ona", "onda", "ondan", "onu", "onun", "biri", "birde", "bire", "birden", "birin", "birinde")
"""Words that only look like a number with an ending. After "saat" they are numbers all the same."""
AT_ENDINGS = ("de", "da", "te", "ta", "e", "a", "ye", "ya")
FROM_ENDINGS = ("den", "dan", "ten", "tan")
OF_ENDINGS = (
    "i", "u", "si", "su", "yi", "yu", "inde", "unde", "unda", "inda", "sinde", "sinda", "sunda", "sunde", "ine", "una",
    "une", "ina", "sine", "sina", "suna", "sune", "nde", "nda", "ni", "nu",
)  # fmt: skip
OTHER_ENDINGS = (
    "in",
    "un",
    "nin",
    "nun",
    "lik",
    "luk",
    "ki",
    "deki",
    "daki",
    "teki",
    "taki",
    "ler",
    "lar",
    "leri",
    "lari",
)
