"""German."""

SMALL = """
der die das und ist ich sie wir ein eine nicht mit auf fur von zu den dem im was wie wann wo haben hat kann konnen
bitte danke hallo guten tag noch auch es oder aber mochte gibt uhr mir mich euch ihr ihre sind ja nein kostet
"""
STOP_WORD = """
stopp?( bitte)?|abmelden|abbestellen|aufhoren|hor(t)? auf( damit)?|horen sie auf( damit)?|schluss( jetzt)?
"""
STOP_PHRASE = r"""
(hor|hort|horen sie)( bitte)? auf,? mir zu schreiben
(schreib|schreibt|schreiben sie)( mir| uns)?( bitte)? (nicht mehr|nie wieder)( an)?
(ich )?(will|mochte) keine( weiteren)? nachrichten( mehr)?( bekommen| erhalten)?|keine (weiteren )?nachrichten mehr
(lass|lasst|lassen sie) mich in ruhe|(ich )?(will|mochte) mich abmelden|(melde|melden sie) mich ab
"""
START_WORD = r"""
start(en)?|weiter(machen)?|fortsetzen|wieder anmelden|anmelden
(du kannst|ihr konnt|sie konnen) mir wieder schreiben
"""
_TEAM = (
    r"(mensch\w*|person|jemand\w*|mitarbeiter\w*|kollegin|kollegen|agent\w*|berater\w*|chef\w*|inhaber\w*|team"
    r"|kundenservice|kundendienst|ansprechpartner\w*|operator)"
)
_WITH = (
    "( mit| zu| an| einen?| einem| einer| der| dem| den| ihrem| eurem| echten| echter| richtigen| richtiger| realen"
    "| aus| vom)"
)
_SPEAK = "(sprechen|reden|schreiben|chatten|verbunden|verbinden|weiterleiten|telefonieren)"
PERSON = rf"""
(mit|zu|an){_WITH}{{0,3}} {_TEAM}( [a-z]+){{0,3}} {_SPEAK}\b
(sprechen|reden|chatten|verbinden sie mich|verbinde mich|spreche|sprech)( ich| bitte)?{_WITH}{{1,4}} {_TEAM}\b
(will|mochte|brauche|bitte){_WITH}{{0,3}} (menschen?|mitarbeiter|mitarbeiterin|ansprechpartner)( bitte)?$
(echter|richtiger|echten|richtigen) mensch(en)?|^(ein )?(mensch|mitarbeiter|kundenservice)( bitte)?$
"""
NOT_PERSON = r"""
(spreche|rede|schreibe|chatte) ich( hier| gerade)? mit|bist du|sind sie|(nicht|keinem|niemandem) .{0,20}(sprechen|reden)
(habe|hatte|hab) .{0,40}(gesprochen|geredet)
"""
FILLER = "bitte|danke|ok|okay|nein|hallo|jetzt"
TEXTS = {
    "stopped": "In Ordnung, ich schreibe Ihnen nicht mehr. Schreiben Sie START, wenn Sie es sich anders überlegen.",
    "started": "Willkommen zurück! Ich antworte Ihnen wieder. Wie kann ich helfen?",
    "handover": "Danke für Ihre Nachricht. Ich habe eine Person aus unserem Team gebeten, Ihnen hier zu antworten.",
    "sorry": "Leider kann ich gerade nicht antworten. Ich habe eine Person aus unserem Team gebeten, Ihnen hier zu "
    "antworten.",
    "nobody_came": "Es tut mir leid, aus unserem Team konnte noch niemand antworten. Ich habe noch einmal Bescheid "
    "gegeben, die Antwort kommt hier.",
    "late_handover": "Entschuldigung, dass Sie noch keine Antwort haben. Ich habe eine Person aus unserem Team "
    "gebeten, Ihnen hier zu antworten.",
    "holding": "Einen Moment bitte, ich sehe nach.",
    "apology": "Entschuldigung für die späte Antwort.",
    "go_on": "Es gibt noch mehr zu sagen. Soll ich weitermachen?",
    "confirmed": "Vielen Dank, Ihr Termin ist bestätigt. Bis dann!",
}
# Deeds that an answer may claim (promise H4), in folded sentences.
_TERMIN = r"(ihr|dein|der|euer|ihre|deine|die|eure) (termin|buchung|reservierung|besuch)( \w+){0,8}"
_HABE = r"(habe|haben|hab)( \w+){0,9}"
DONE = {
    "booked": rf"""
{_HABE} (gebucht|reserviert|eingetragen|vereinbart|vorgemerkt|bestatigt)
{_TERMIN} (ist|wurde)( \w+){{0,6}} (gebucht|bestatigt|reserviert|eingetragen|vorgemerkt)|termin (bestatigt|gebucht)
""",
    "changed": rf"""
{_HABE} (verschoben|geandert|umgebucht|verlegt)
{_TERMIN} (ist|wurde)( \w+){{0,6}} (verschoben|geandert|umgebucht|verlegt)
""",
    "cancelled": rf"""
{_HABE} (storniert|abgesagt)|{_TERMIN} (ist|wurde)( \w+){{0,4}} (storniert|abgesagt)
""",
    "mailed": rf"""
{_HABE} (e ?mail|mail)( \w+){{0,6}} (geschickt|gesendet|geschrieben)
(e ?mail|mail) (wurde|ist)( \w+){{0,3}} (gesendet|verschickt)
{_HABE} (inhaber|inhaberin|team|chef|chefin)( \w+){{0,4}} (geschrieben|gemailt)
""",
}
NOT_DONE = (
    "nicht|nie|kein|keine|keinen|wenn|sobald|falls|bevor|nachdem|kann|konnen|konnte|mochten|soll|sollen|bis"
)
