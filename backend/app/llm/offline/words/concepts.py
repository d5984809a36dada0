"""Things customers ask small businesses about, in several words and three languages.

A question about "kids" finds the row "Children under 12", and a Turkish question an English price list. Each line:
name | English | Spanish | Turkish. The first English word joins the search for those who write in another language.
Plurals and endings are left to the stemmer.
"""

_TABLE = """
haircut | haircut cut | corte cortar cortarme | kesim kesimi kestirmek tiras
color | color colour coloring dye tint | color tinte tenir coloracion | boya boyasi boyama renk
highlights | highlights streaks | mechas reflejos | rofle
balayage | balayage | balayage | balyaj
wash | wash shampoo | lavado lavar champu | yikama sampuan
styling | styling blowdry blow dry updo hairdo | peinado peinar secado secar | fon topuz
beard | beard shave shaving moustache | barba afeitado afeitar bigote | sakal biyik
nails | nails manicure | manicura unas | manikur tirnak oje
pedicure | pedicure | pedicura | pedikur
brows | eyebrows brow | cejas | kas kasi
makeup | makeup | maquillaje maquillar | makyaj
wedding | wedding bridal bride | boda novia nupcial | gelin dugun
massage | massage | masaje | masaj
kids | kids child children boy girl toddler baby son daughter | ninos ninas infantil hijo hija | cocuk oglum kizim bebek
women | women woman lady ladies female wife | mujer senora dama | kadin bayan hanim
men | men man mens gentlemen gents male husband | hombre caballero | erkek
senior | seniors pensioner elderly | jubilado mayores | emekli
student | student | estudiante | ogrenci
discount | discount deal promotion reduced | descuento oferta promocion rebaja | indirim kampanya
cancel | cancel cancellation | cancelar cancelacion anular anulacion | iptal
late | late delay | tarde retraso retrasarse | gec gecikme gecikirsem gecikirse
deposit | deposit prepayment | deposito senal anticipo | depozito kapora
payment | payment pay card credit debit cash visa | pago pagar tarjeta efectivo credito | odeme kart karti kredi nakit
voucher | voucher gift | vale regalo bono | hediye
parking | parking garage car | aparcamiento aparcar estacionamiento estacionar parking coche | otopark otoparki araba
pets | pets dog cat animals | mascota perro gato animales | evcil hayvan kopek kopeg kedi
wifi | wifi internet | wifi internet | wifi internet kablosuz
access | wheelchair accessible disabled | silla ruedas accesible | tekerlekli engelli
refund | refund returns | reembolso devolucion | iade
appointment | appointment booking reservation | cita reserva reservar | randevu rezervasyon
delivery | delivery deliver shipping takeaway | entrega envio domicilio reparto | teslimat kurye
menu | menu dishes food | menu carta comida platos | menu yemek
vegan | vegan vegetarian | vegano vegetariano | vegan vejetaryen
gluten | gluten celiac | gluten celiaco | gluten colyak
allergy | allergy allergic patch | alergia alergico | alerji
products | products brand | productos marca | urun marka
price | price cost fee | precio tarifa | fiyat ucret
hours | hours open opening closed | horario abierto cerrado | calisma saatleri acik kapali
address | address street avenue located | direccion calle avenida plaza | adres sokak cadde mahalle
"""

CONCEPTS: dict[str, tuple[str, ...]] = {
    name.strip(): tuple(words) for name, *words in (line.split("|") for line in _TABLE.strip().splitlines())
}

KIND_HEADS = {
    "price": "price",
    "hours": "opening hours",
    "duration": "duration minutes",
    "place": "address location",
    "phone": "phone",
    "email": "email",
}
"""The English words under which a kind of value is looked for."""
