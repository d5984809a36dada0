"""Spanish, as in Spain and in Latin America."""

DAY_FIRST = True

NUMBERS = """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis
diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete
veintiocho veintinueve"""
TENS = {
    "treinta": 30,
    "cuarenta": 40,
    "cincuenta": 50,
    "sesenta": 60,
    "setenta": 70,
    "ochenta": 80,
    "noventa": 90,
}
TENS |= {f"{word} y": value for word, value in TENS.items()}
OTHER_NUMBERS = {"un par de": 2}
RANKS = "primero segundo tercero"
MORE_RANKS = {"primer": 1, "primera": 1, "segunda": 2, "tercera": 3}
ORDINAL_ENDINGS = r"\.?(?:er|ro|o)"

WEEKDAYS = {"juebes": 3, "viernez": 4, "savado": 5}
MONTHS = {"sep": 9, "set": 9, "setiembre": 9}
UNLIKELY_WEEKDAYS = ("mar", "dom", "sab")
NOT_NAMES: tuple[str, ...] = ()
"""Abbreviations of days and months that are ordinary words."""

RELATIVE = {
    "hoy": 0, "manana": 1, "mnn": 1, "mnna": 1, "manna": 1, "maniana": 1, "mannana": 1, "pasado manana": 2,
    "pasado mnn": 2, "pasado mnna": 2, "ayer": -1, "anteayer": -2, "antes de ayer": -2,
}  # fmt: skip
PARTS = {
    "madrugada": "early", "la madrugada": "early", "la manana": "morning", "la mananita": "morning",
    "mediodia y tarde": "afternoon", "la tarde": "afternoon", "la tardecita": "evening", "la noche": "night",
    "la hora de comer": "midday", "la hora del almuerzo": "midday", "primera hora": "morning",
    "a primera hora": "morning", "a primera hora de la manana": "morning", "ultima hora": "evening",
    "a ultima hora": "evening", "a ultima hora de la tarde": "evening", "las mananas": "morning",
    "las tardes": "afternoon", "una manana": "morning", "una tarde": "afternoon", "cualquier manana": "morning",
    "cualquier tarde": "afternoon", "alguna manana": "morning", "alguna tarde": "afternoon",
    "otra manana": "morning", "otra tarde": "afternoon",
}  # fmt: skip
TODAY_PARTS = {
    "esta manana": (0, "morning"), "esta tarde": (0, "afternoon"), "esta noche": (0, "night"), "anoche": (-1, "night"),
}  # fmt: skip
CLOCKS = {"mediodia": 12, "medio dia": 12, "medianoche": 24, "media noche": 24}
UNITS = {
    "minuto": "minute", "minutos": "minute", "min": "minute", "mins": "minute", "hora": "hour", "horas": "hour",
    "dia": "day", "dias": "day", "semana": "week", "semanas": "week", "mes": "month", "meses": "month",
    "ano": "year", "anos": "year",
}  # fmt: skip
FIXED_DAYS = {
    "nochebuena": (12, 24), "navidad": (12, 25), "nochevieja": (12, 31), "ano nuevo": (1, 1), "san valentin": (2, 14),
}  # fmt: skip
HOURS: dict[str, str] = {}
WORDS = {
    "next": "proximo; proxima; prox; que viene; siguiente; entrante",
    "this": "este; esta",
    "coming": "este proximo; esta proxima",
    "last": "pasado; pasada; anterior; ultimo; ultima",
    "weekend": "fin de semana; finde",
    "one": "un; una",
    "half": "media; medio",
    "quarter": "cuarto; un cuarto",
    "plus": "y; con",
    "minus": "menos",
    "half_day_am": "am",
    "half_day_pm": "pm",
    "at": "a las; a la; las",
    "around": "a eso de; sobre; hacia; tipo; como; alrededor de; cerca de",
    "oclock": "en punto; h; hs; hrs",
    "in": "en; dentro de; de aqui a",
    "later": "despues; mas tarde",
    "ago": "hace; atras",
    "from": "entre; desde",
    "onwards": "en adelante",
    "same": "misma hora; a la misma hora; la misma hora; mismo horario; el mismo horario; en el mismo horario",
    "after": "no antes de; no antes del; "
    "despues de; despues del; a partir de; a partir del; luego de; luego del; pasadas",
    "before": "antes de; antes del",
    "no": "no",
    "inert": "si no; sino; por que no; como no; o no",
    "not": "menos el; menos los; excepto; excepto el; salvo; salvo el; no puedo; no puedo el; quitando el; no podria",
    "not_that": "no me va; no me viene bien; no me va bien; no me sirve; imposible",
    "until": "a",
    "to": "al",
    "till": "hasta",
    "of": "de",
    "of_the": "del",
    "the": "la; los",
    "day_the": "el; el dia; dia",
    "on": "por; para",
    "every": "cada; todos los; todas las",
    "now": "ahora; ahora mismo; ya mismo; ahorita; cuanto antes; en este momento",
    "big": "cien; ciento; mil; novecientos; dos mil",
    "holiday": "semana santa; pascua; jueves santo; viernes santo; dia de la madre; dia del padre",
    "counted": "personas; persona; comensales; adultos; ninos; por ciento; euros; pesos; dolares",
}
