"""Words that tell whose address or number it is, as data: English, Spanish, Turkish, German. All are folded (small
letters, no accents); § stands for the address or the number.
"""

from typing import Final

# What an address or a number is called.
_NAMES: Final = (
    r"(?:e )?(?:e?mail|mail|correo|posta|eposta)\w*|\w*adres+e?\w*|address|direccion|phone|telephone|mobile|cell\w*|"
    r"\w*number|whatsapp|tel|telefono|numero|movil|celular|telefon\w*|handy\w*|\w*nummer|numara\w*"
)

OWN: Final = rf"""
my (\w+ ){{0,2}}({_NAMES})( \w+){{0,3}} §
(reach|contact|mail|email|write|send|message|get|text|call|phone|ring)( \w+){{0,2}} (me|us)( \w+){{0,3}} §
(i am|im|we are|mine|mine is)( reachable| available)?( at| on| under)? §
(confirmation|reminder|invitation|receipt)s?( \w+){{0,3}} §
(please |you can )use( \w+)? §
§ is (my|mine)

mis? (\w+ ){{0,2}}({_NAMES})( \w+){{0,3}} §
(escrib|mand|envi|llam|contact|localiz|avis)\w*me(l[oa]s?)?( \w+){{0,4}} §
me (puede|pueden|puedes|podeis)( \w+){{0,4}} §
soy §
(confirmacion|recordatorio)( \w+){{0,3}} §
§ es mi

(postam|epostam|e?mailim|\w*adresim|\w*numaram|telefonum|telim|cebim)( \w+){{0,3}} §
(benim|bana|beni)( \w+){{0,3}} §
ben §
§( \w+){{0,3}} (bana|ulasin\w*|ulasabilir\w*|benim)
(onay|hatirlatma)\w*( \w+){{0,3}} §

meine?r? (\w+ ){{0,2}}({_NAMES})( \w+){{0,3}} §
(schreib|schick|send|mail|erreich|kontaktier|ruf|meld)\w*( \w+){{0,2}} (mir|mich|uns)( \w+){{0,3}} §
(mir|mich) (an|unter|auf) §
ich bin( \w+){{0,3}} §
(bestatigung|erinnerung)\w*( \w+){{0,3}} §
§ ist meine?
"""
"""The line gives it as the customer's own."""

OTHERS: Final = rf"""
boss\w*|friends?|wife\w*|husbands?|partners?|mothers?|mum\w*|mom\w*|fathers?|dads?|parents?|sisters?|brothers?
(my|our) son|sons|daughters?|colleagues?|coworkers?|assistants?|secretary|accountants?|managers?|his|hers?|their|theirs
he|she|they|him|them|your|yours|somebody|someone|else|not|dont|isnt|never|old|former|wrong|longer

jef[ea]s?|amig[oa]s?|mujer|espos[oa]|marido|pareja|madre|padre|mama|papa|herman[oa]s?|hij[oa]s?|companer[oa]s?|colegas?
sus? ({_NAMES})|suyo|suya|tus?|vuestr[oa]|no|nunca|viej[oa]|antigu[oa]|otr[oa]

patron\w*|mudur\w*|arkadas\w*|esim\w*|esimin|kocam\w*|karim\w*|anne\w*|baba\w*|kardes\w*|ablam\w*|abim\w*|oglum\w*
kizim\w*|onun|onlarin|sizin|senin|adresiniz\w*|\w*mailiniz\w*|postaniz\w*|numaraniz\w*|degil\w*|eski

chef\w*|freund\w*|frau|mann|mutter|vater|eltern|schwester|bruder|sohn|tochter|kolleg\w*|sein\w*|ihr\w*|eure?|dein\w*
nicht|kein\w*|alte\w*|falsch\w*
"""
"""It may be somebody else's, or one that is not to be used."""

FILLER: Final = rf"""
§|and|or|y|o|ve|und|e|{_NAMES}|my|mine|is|its|it|this|that|the|a|at|to|on|here|heres|you|go|are|me|sure|yes|yep|yeah
ok|okay|of|course|please|thanks?|thank|thx|ty|hi|hello|hey|well|great|fine|so|for|by|at|as|asked|again|sorry

es|mi|mis|el|la|lo|esta|este|aqui|tiene|va|claro|si|vale|por|favor|gracias|muchas|hola|bueno|perfecto|con|de|del|a|al

bu|benim|tabii?|ki|evet|tamam|lutfen|tesekkur\w*|ederim|sagolun|merhaba|selam|iste|buyrun|buyurun|buyur|olur|adres\w*

meine?|ist|das|die|der|hier|bitte|danke|gerne?|ja|klar|hallo|schon|sehr|vielen|dank|lautet|unter|an
"""
"""Says nothing besides."""

# In doubt, as in "for the booking my number is", it does not count. "I'd like" is "id like" here.
_OTHER_NUMBERS: Final = (
    r"orders?|bookings?|references?|accounts?|customers?|invoices?|iban|dni|nie|passports?|tickets?|tracking|cards?|"
    r"id(?! (?:like|love|prefer|rather|be|want|need|appreciate)\b)|"
    r"pedidos?|reservas?|reservacion\w*|referencias?|cuentas?|clientes?|facturas?|pasaportes?|tarjetas?|"
    r"siparis\w*|rezervasyon\w*|referans\w*|hesap\w*|hesab\w*|musteri\w*|fatura\w*|kimlik\w*|kimlig\w*|tc|pasaport\w*|"
    r"bestell\w*|buchung\w*|referenz\w*|konto\w*|kunden\w*|rechnung\w*|\w*ausweis\w*"
)


def _asks_for(names: str) -> str:
    return rf"""
(add|give|share|leave|tell|provide|need|type|drop|enter)( \w+){{0,8}} ({names})
(send|write|put|reply with)( \w+){{0,3}} your( \w+){{0,3}} ({names})
(anad[ae]|indique|indica|deje|deja|deme|dame|digame|dime|escriba|comparta|facilite|necesit\w+)( \w+){{0,8}} ({names})
({names})( \w+){{0,4}} (ekle\w*|yazin|yazar\w*|verin|verir\w*|paylas\w*|birak\w*|soyle\w*)
(geben|nennen|hinterlassen|teilen|brauch\w*|erganzen|fugen|schreiben)( \w+){{0,8}} ({names})
"""


ASKS: Final = _asks_for(_NAMES)
"""Our line asks for one, also without a question mark."""

OTHER_NUMBERS: Final = _OTHER_NUMBERS
"""Numbers that no telephone rings by."""

ASKS_FOR_OTHER_NUMBERS: Final = _asks_for(_OTHER_NUMBERS)

NAMES: Final = _NAMES
