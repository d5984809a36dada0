"""What customers say about appointments, and what is said to them.

PATTERNS are matched against folded tokens joined by single spaces. TEXTS are also how the responder recognises its
own earlier lines: what stands in braces is read back from them. `{about}` is the service or the appointment that is
to be moved, with a colon, or nothing; `{what}` day, time and service; `{old}` day and time of the appointment there is;
`{options}` several of these.
"""

PATTERNS = {
    "en": {
        "CANCEL": r"""
cancel\w*( \w+){0,10} (appointments?|bookings?|reservations?|visit|one)|(make|need) a cancellation
(appointment|booking|reservation)( \w+){0,10} cancel\w*
^(please )?cancel( it| that)?( please)? (im|i am|ive|i have|because|something)
(please )?cancel( it| that| this| everything)?( please)?$|(want|need|like|have) to cancel( it| that)?( please)?$
cancel (my|our|the)( (?!order|subscription|membership|delivery)\w+){1,2}( please)?$|call (it|that) off
call off( \w+){1,3}
""",
        "CANNOT": r"""
(cant|cannot|can not|wont|will not) (be able to )?(make (it|\w+day)|come)
""",
        "INSTEAD": r"""
instead|make it|(can|could) (we|you|i) (please )?(do|make|move|change|push|swap|have)|rather
""",
        "AGAIN": r"""
(and |also )?another (one|appointment|booking)|one more|(and|also)( an?| one)? (for|same for) (my|him|her|them)
""",
        "SORRY": r"so sorry|sorry( about (that|it))?|apologies|my bad",
        "LONG": r"(half an|an?|one|two|three|\d+) ?(hour|hr|h|minute|min|day|week)s?",
        "ONWARD": "later|back|after",
        "BACKWARD": "earlier|sooner|forwards?|before",
        "SAME_TIME": "same (time|hour)",
        "PAST": "had|was|were|did|got|went|ago|last",
        "BYE": "(ok |thanks )?(bye|goodbye|good bye|see you|see ya)",
        "MOVE": r"""
(move|reschedule|rebook|change|amend|update|postpone|shift|push)( \w+){0,8} (appointment|booking|reservation|visit)s?
(appointment|booking|reservation)( \w+){0,10} (mov\w+|reschedul\w+|rebook\w*|chang\w+|amend\w*|updat\w+|postpon\w+)
(appointment|booking|reservation)( \w+){0,4} (another|different|later|earlier)
(want|need|like|have) to (reschedule|rebook|postpone)|^(please )?(reschedule|rebook|postpone|move (it|that))
""",
        "LIST": r"""
(when|what|which|have|show|list|any|info|details)( \w+){0,4} (my|i have|i got|have i)( \w+){0,2} (appointment|booking)s?
(when|what time|what day) (is|was|are) (my|the) (\w+ )?(appointment|booking)s?|do i have an? (appointment|booking)s?
(what|which) (appointments?|bookings?) do i have|^my (appointments?|bookings?)$
^(hello |hi |hey )?(i|ive|we|weve) (have |got |have got |made )?(a|an)( \w+){0,2} (appointment|booking|reservation)
""",
        "FREE": r"""
(is|are|have|got|anything|something|any|when|what|which)( \w+){0,6} (free|available|availability|slots?|openings?)
(can|could|may) (i|we) (come|drop|stop|pop|get|have|do|grab|book|see)( \w+)*|can you do
(fit|squeeze|put|book|pencil) (me|us) (in|for|down)
availability
(do|would) you have( \w+){0,2} (time|anything|something|space|room)( \w+)* (on|at|for|this|next|tomorrow|today)
""",
        "VISIT": r"""
(i|id|im|ill|we|were|please)( \w+){0,3} (need|want|wanting|wanna|like|love|wish)
(i|im|we|were)( \w+){0,3} (looking|searching|planning|hoping|trying)
(im|am|were) interested in|(got|have) to (see|visit|go to)
please( \w+){0,2} (find|get|show|search|look|book)|show me
^(need|want|looking|searching|find|get|search)|(find|search|get|book|help) (me|us|for)
help( \w+){0,2} (find|search|look)
(can|could|will|would) you( \w+){0,3} (find|search|look|locate|suggest|recommend|get)
do you know( of)? (a|an|any|some)
""",
        "OTHER": r"""
(another|other|different|some other) (times?|one|slots?|options?)|what else|anything else|something else
none of (these|those|them)
not (that|those|these)( time)?|^(a |any )?(later|earlier|sooner)( one| time| please)*$
(do you have|got) (anything|something) (later|earlier|sooner)
(doesnt|does not|dont|wont) (work|suit|fit)( \w+){0,3}
""",
        "OTHER_DAY": r"(another|other|different|some other) day",
        "LATER": "later|after that",
        "EARLIER": "earlier|sooner|before that",
        "SOON": r"""
as soon as possible|asap|soonest|any ?time|any day|whenever
(first|next|earliest) (available|free|possible|slot|one|opening|appointment|time)
(what|which|whats|when)( \w+){0,5} (free|available|availability|times|slots|openings)
you (choose|decide|pick)|doesnt matter
""",
        "ABORT": r"""
never ?mind|forget (it|about it|that)|leave it$|dont book( \w+){0,2}|changed my mind$
(actually|no|oh|sorry) cancel( it| that)?$
""",
        "YES": r"""
yes|yeah|yea|yh|yep|yup|ye|aye|y|k|sure|ok|okay|okey|oki|alright|correct|right|exactly|perfect|great|fine|good
cool|lovely|brilliant|please do|go ahead|go (on|for it)( then)?|of course|absolutely|definitely|indeed|thatll do
confirm\w*|works( for me)?|book it|do it|(that|this|it)s? (\w+ )?(works|fine|good|great|perfect|right|correct)
sounds (\w+ )?(good|great|fine|perfect)
""",
        "NO": "no|nope|nah|not|dont|wait|actually|wrong|incorrect",
        "REASON": r"""
im|i am|ive|my \w+|we (are|have)|were|something (came|has come) up|family|work|sick|unwell|due to|because
i (have|had|got|must|feel|broke|found|no longer|dont need)
""",
        "NO_REASON": "appointments?|bookings?|name|think\\w*|sure|check|know|wait|see|looking|asking",
    },
    "es": {
        "CANCEL": r"""
(cancel|anul)\w*( \w+){0,4} (cita|citas|reserva|turno|visita|hora)
(cita|reserva|turno)( \w+){0,6} (cancel|anul)\w*
^((por favor|porfa|mejor|pues|no|al final) ){0,2}(cancel|anul)(a|ar|ala|alo|arla|arlo|e|ela|elo)( por favor| porfa)?$
(quiero|quisiera|necesito|tengo que) (cancelar|anular)(la|lo)?( por favor)?$
(cancel|anul)(a|ar|ame|arme|en|enme|e|eme) (el|la|mi|los|las)( \w+){1,3}$
""",
        "CANNOT": r"no (puedo|podre|voy a poder)( (ir|venir|asistir|llegar))?",
        "INSTEAD": r"""
en vez|en lugar|cambi\w*|pas(ar|arla|arlo|arme|as|ala|alo|amos|emos)|mov\w*|mejor|pued\w+ ser|podria ser|hacerl[ao]
""",
        "AGAIN": r"y? ?otr[ao] (cita|turno|mas|para|igual)|y (una|uno|tambien)( mas| otra)? para|una mas",
        "SORRY": r"perdon\w*|disculp\w*|lo siento( mucho)?",
        "LONG": r"(media|una?|dos|tres|\d+) ?(hora|h|minuto|min|dia|semana)s?",
        "ONWARD": r"mas tarde|despues|retras\w*|atras\w*",
        "BACKWARD": r"antes|mas temprano|mas pronto|adelant\w*",
        "SAME_TIME": "misma hora|mismo horario",
        "PAST": r"fue|era|estuv\w+|hici\w+|tuve|hice|pasad[oa]",
        "BYE": "adios|chao|chau|hasta (luego|pronto)|nos vemos",
        "MOVE": r"""
(cambi|muev|mov|aplaz|reprogram|pas|adelant|atras)\w*( \w+){0,4} (cita|reserva|turno|visita|hora)
(cita|reserva|turno)( \w+){0,10} (cambi|mov|pasar|aplaz|reprogram|otro dia|otra hora)\w*
(quiero|quisiera|necesito|puedo|podria|podemos) (reprogramar|aplazar|cambiarla|moverla)
^(muevela|cambiala|aplazala|reprogramala)
""",
        "LIST": r"""
(cuando|a que hora|que|cuales|tengo|ver|alguna)( \w+){0,4} (mi|mis|tengo)( \w+){0,2} (citas?|reservas?|turno)
(cuando|a que hora|que dia) (es|era|tengo|tenia) (mi|la) (cita|reserva|turno)|tengo (alguna |una )?(cita|reserva)
^mis? citas?$|que citas tengo
""",
        "FREE": r"""
(hay|tien\w+|teneis|quedan?|algun|alguna|algo|esta|cuando|que)( \w+){0,6} (libres?|disponibles?|huecos?|sitio)
(hay|tien\w+|teneis) algo
(puedo|podria|podemos) (ir|venir|pasar|pasarme|tener|hacerme|coger|pedir)( \w+)*|disponibilidad
me (das|dan|da|haces|hacen|apuntas|agendas|anotas|pones|reservas)
me (puedes|pueden|podrias|podrian) (dar|hacer|coger|agendar|poner|anotar|apuntar)
(hueco|sitio) (para|el|manana|hoy)
""",
        "VISIT": r"""
quiero|quisiera|queria|necesito|busco|estoy buscando|me gustaria|me apetece|ando buscando
(pueden|puede|puedes|podrian|podria|podeis) (\w+ ){0,2}(buscar|encontrar|recomendar|conseguir)\w*
""",
        "OTHER": r"""
otra hora|otras horas|otro (hueco|horario|momento)|algo (mas|mejor)|que mas (hay|tienen|teneis)
(ninguna|ninguno) (de )?(esas|esos|me)?
mas (tarde|temprano|pronto)|no me (va|viene|sirve|conviene)( \w+){0,2}
""",
        "OTHER_DAY": "otro dia|dia distinto|otra fecha",
        "LATER": "mas tarde|despues",
        "EARLIER": "mas temprano|mas pronto|antes",
        "SOON": r"""
cuanto antes|lo antes posible|lo mas pronto|cualquier (dia|hora|momento)
cuando (sea|puedan|podais|quieran)|me da igual
(primer|primera|proximo|proxima) (hueco|cita|hora|turno)
(que|cuales|cuando)( \w+){0,4} (libres?|huecos?|disponib\w*)
""",
        "ABORT": r"""
dejalo|dejelo|olvidalo|olvidelo|da igual|mejor no|no importa|ya no( la| lo)? quiero|mejor (la |lo )?cancel\w*
""",
        "YES": r"""
si|sii+|sip|sisi|claro|vale|va|ya|ok|okay|okey|oki|okis|sale|listo|porfa|porfi|me parece( bien| perfecto)?
correcto|exacto|perfecto|de acuerdo|adelante|bien|muy bien|genial|estupendo
dale|hazlo|hagalo
confirm\w*|reserv\w*|me (va|viene) bien|eso es|asi es|por supuesto
""",
        "NO": "no|nop|mejor|espera|espere|en realidad|incorrecto",
        "REASON": r"""
porque|ya que|es que|estoy|tengo|me (encuentro|siento|ha|he|duele|voy)|he|mi \w+|surgi\w+|enferm\w+|trabajo
""",
        "NO_REASON": "citas?|reservas?|pensar\\w*|mir\\w+|ver|segur[oa]|duda|nombre",
    },
    "tr": {
        "CANCEL": r"""
(randevu|rezervasyon)\w*( \w+){0,10} iptal( \w+)?|iptal (et|ed)\w*( \w+){0,2} (randevu|rezervasyon)\w*
^(lutfen )?iptal( et\w*| edin\w*)?( lutfen)?$
iptal (etmek|ettirmek) (istiyorum|isterim|lazim)
""",
        "CANNOT": r"gelemeyecegi[mz]|gelemiyoru[mz]|gelemem|gelemeyiz",
        "INSTEAD": r"yerine|al(abilir|alim|in|iniz|sak|irsa|ir mis)\w*|cek\w*|kaydir\w*|ertele\w*|olsun|olabilir\w*",
        "AGAIN": r"bir (tane )?daha|bir (tane |randevu )?de|bir randevu daha|bi de|\w+(ima|ime|uma|ume|ma|me) (da|de)",
        "SORRY": r"kusura bakma\w*|ozur dilerim|pardon|maalesef",
        "LONG": r"(yarim|bir|iki|uc|\d+) ?(saat|dakika|dk|gun|hafta)",
        "ONWARD": r"sonra\w*|ileri\w*|gec|ertele\w*",
        "BACKWARD": r"once\w*|erken\w*|one",
        "SAME_TIME": "ayni (saat|vakit)\\w*",
        "PAST": r"\w+(dim|dum|tim|tum)|olmus\w*|yapilan|gecen|dunku",
        "BYE": r"gorusuruz|hosca ?kal\w*|gule gule|bay bay|bye",
        "MOVE": r"""
(randevu|rezervasyon)\w*( \w+){0,6} (degistir|ertele|tasi|kaydir|ileri al|one al)\w*
(randevu|rezervasyon)(mu|umu|muzu)( \w+){1,4} al\w*
(degistir|ertele|tasi|kaydir)\w*( \w+){0,3} (randevu|rezervasyon)\w*|^(ertele|degistir|tasi)\w*
""",
        "LIST": r"""
(randevu|rezervasyon)\w*( \w+){0,3} (ne zaman\w*|saat kacta\w*|kacta\w*|hangi gun\w*)
(ne zaman|hangi)( \w+){0,2} (randevu|rezervasyon)(m|lar)\w*
(randevum|randevularim|rezervasyonum) (var m[iu]\w*|neler|hangi\w*)|^randevu(m|larim)$
""",
        "FREE": r"""
(bos|musait|uygun)( \w+){0,3} (var|yer|saat|mi|mu|gun)\w*
(yer|yeriniz|saat|vakit|vaktiniz)( \w+){0,2} var m[iu]\w*
musait\w*|(gele|ugraya|ala|yapa|yaptira|kestire|boyata)bil\w*|gelsem( \w+)?|olabilir mi\w*
""",
        "VISIT": r"""
istiyorum|isterim|istiyoruz|ariyorum|ariyoruz|lazim|ihtiyacim var|gerekiyor
(bulabilir|onerebilir|ayarlayabilir)\w*( misin\w*)?
""",
        "OTHER": r"""
baska (bir )?(saat|zaman|vakit|secenek)\w*|daha (gec|erken)( \w+)?|baska ne\w*|hicbiri\w*|uymuyor|uymaz
olmaz|uygun degil
""",
        "OTHER_DAY": r"baska (bir )?gun\w*|farkli (bir )?gun\w*",
        "LATER": "daha gec|sonra",
        "EARLIER": "daha erken|once",
        "SOON": r"""
en (kisa|yakin|erken)( \w+){0,2}|ilk (bos|musait|uygun)( \w+)?|farketmez|fark etmez|ne zaman olursa
herhangi bir( \w+)?|bir an once
(ne zaman|hangi|ne)( \w+){0,3} (bos|musait|uygun)\w*
""",
        "ABORT": "vazgectim|bosver\\w*|bos ver\\w*|kalsin|istemiyorum|gerek yok|onemli degil",
        "YES": r"""
evet|evt|tamam|tamamdir|tmm|ok|okey|okay|oki|olur|olsun|aynen|uyar|bana uyar|tabii?( ki)?|elbette
dogru|kesinlikle|harika|super|uygun|onayliyorum|onay|ayarla\w*
lutfen|mukemmel|oldu|guzel|iyi
""",
        "NO": r"hayir|yok|degil|olmaz|yanlis|aslinda|dur|bekle\w*",
        "REASON": r"""
cunku|hasta\w*|rahatsiz\w*|isim|islerim|acil\w*|disinda\w*|seyahat\w*|toplanti\w*|plan\w*|yogun\w*|cocu\w+|kaza\w*
""",
        "NO_REASON": r"randevu\w*|rezervasyon\w*|dusun\w*|bak\w*|emin",
    },
}

NOT_BOOKED = """
parking pets wifi access refund delivery menu vegan gluten allergy products payment voucher discount deposit
"""
"""Concepts (words/concepts.py) of questions that sound like a wish: "is parking free on Sunday"."""

BECAUSE = "because|porque|ya que|çünkü"
"""Behind which a reason stands; in all languages, as written."""

ORDINALS = {
    "en": ("first", "second", "third", "last|latter"),
    "es": ("primer[oa]?", "segund[oa]", "tercer[oa]?", "ultim[oa]"),
    "tr": (r"ilk\w*|birinci\w*", r"ikinci\w*", r"ucuncu\w*", r"son|sonuncu\w*"),
}
"""In the order of their numbers, with the last one behind."""

NAMES = {
    "en": r"(?:my name is|my name's|name is|i am|i'm|im|this is|it is|it's|its|under|for)\s+",
    "es": r"(?:me llamo|mi nombre es|a nombre de|soy|para|pon(?:me|lo|la|ga)?)\s+",
    "tr": r"(?:benim adım|adım|ismim|ben)\s+",
}
NAMES_ANYWHERE = {
    "en": r"\b(?:(?:my |the )?name(?:'s| is)|under the name(?: of)?)\s+",
    "es": r"\b(?:me llamo|mi nombre es|a nombre de)\s+",
    "tr": r"\b(?:adım|ismim)\s+",
}

_CAPITALS = r"([A-ZÀ-ÖØ-Þİ][\w'’-]+(?: (?:[a-z]{2,3} ){0,2}[A-ZÀ-ÖØ-Þİ][\w'’-]+){0,3})\s*(?=$|[,.!\n])"
INTRODUCED = {
    "en": rf"(?:^(?:\w+ )?|[,.!?;\n]\s*)(?i:it'?s(?: for)?(?: my \w+)?|this is|i'?m|i am)\s+{_CAPITALS}",
    "es": rf"(?:^(?:\w+ )?|[,.!?;\n]\s*)(?i:soy|es para)\s+{_CAPITALS}",
    "tr": rf"(?:^(?:\w+ )?|[,.!?;\n]\s*)(?i:ben)\s+{_CAPITALS}",
}
"""Written with capitals, and nothing behind: "hi, it's Tom"."""
PARTICLES = "de la las los del da dos di y van der den ter von zu bin al el"

SHORT = {
    "appt": "appointment", "appts": "appointments", "apt": "appointment", "appoint": "appointment",
    "resched": "reschedule", "rndv": "randevu", "rdv": "randevu", "pls": "please",
}  # fmt: skip
"""Abbreviations of all languages."""
AMOUNTS = {
    "half an": 0.5, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "media": 0.5, "un": 1, "una": 1, "dos": 2,
    "tres": 3, "yarim": 0.5, "bir": 1, "iki": 2, "uc": 3,
}  # fmt: skip
UNITS = {
    "en": {"h": "hours", "m": "minutes", "d": "days", "w": "weeks"},
    "es": {"h": "hours", "m": "minutes", "d": "days", "s": "weeks"},
    "tr": {"s": "hours", "d": "minutes", "g": "days", "h": "weeks"},
}
"""By their first letter, as in LONG."""

DAY_FORMATS = {"en": "EEEE d MMMM", "es": "EEEE d 'de' MMMM", "tr": "d MMMM EEEE"}

TEXTS = {
    "en": {
        "at": "{day} at {time}",
        "instead": "Instead of {old}",
        "or": "or",
        "which_service": "Which service would you like: {options}?",
        "ask_day": "{about}Which day would suit you?",
        "invite": "If you would like an appointment: which day would suit you?",
        "which_day": "{about}Which day do you mean: {options}?",
        "which_time": "{about}{day}: which time do you mean, {options}?",
        "offer": "{about}I have {options}. What time would you like?",
        "ask_name": "{what} is free. What name may I put it under?",
        "read_back": "{what}, for {name}: shall I book it?",
        "ask_address": "If you would like a confirmation and a reminder by e-mail, add your address; or a telephone "
        "number, so that we can call you.",
        "which_move": "Which appointment would you like to move: {options}?",
        "which_cancel": "Which appointment would you like to cancel: {options}?",
        "ask_move": "Your appointment is {old}. Which day and time would suit you instead?",
        "move_back": "Shall I move your appointment from {old} to {what}?",
        "cancel_back": "Your appointment is {old}. Shall I cancel it?",
        "booked": "Done! {what} is booked for {name}. See you then!",
        "moved": "Done! Your appointment is moved from {old} to {what}.",
        "cancelled": "Your appointment on {old} is cancelled.",
        "shown": "Your appointments: {options}.",
        "none": "I find no appointment of yours to come.",
        "not_booked": "All right, I leave it at that.",
        "kept": "All right, everything stays as it is.",
        "taken": "That time is not free.",
        "closed": "We are not open then.",
        "full_day": "Nothing is free that day.",
        "full_part": "Nothing is free at that time of day.",
        "full": "Nothing is free in the next weeks.",
        "ask_wait": "Shall I put you on the waiting list for {day}?",
        "wait_name": "{about}What name may I put on the waiting list?",
        "waiting": "You are on the waiting list for {day}. I write to you when a time comes free.",
        "bad_day": "I cannot book that day.",
        "bad_time": "I cannot book that time.",
        "past": "That has passed already.",
        "unclear": "I am not sure which day and time you mean.",
        "too_many": "I cannot book any more appointments for you myself.",
        "no_calendar": "I cannot look into the calendar just now.",
        "can_manage_appointment": "book, change or cancel an appointment",
    },
    "es": {
        "at": "{day} a las {time}",
        "instead": "En lugar del {old}",
        "or": "o",
        "which_service": "¿Qué servicio desea: {options}?",
        "ask_day": "{about}¿Qué día le viene bien?",
        "invite": "Si desea una cita: ¿qué día le viene bien?",
        "which_day": "{about}¿Qué día quiere decir: {options}?",
        "which_time": "{about}{day}: ¿qué hora quiere decir, {options}?",
        "offer": "{about}Tengo {options}. ¿Qué hora prefiere?",
        "ask_name": "{what}: está libre. ¿A qué nombre la pongo?",
        "read_back": "{what}, para {name}: ¿la reservo?",
        "ask_address": "Si quiere una confirmación y un recordatorio por correo, añada su dirección; o un teléfono, "
        "para que podamos llamarle.",
        "which_move": "¿Qué cita quiere cambiar: {options}?",
        "which_cancel": "¿Qué cita quiere cancelar: {options}?",
        "ask_move": "Su cita es el {old}. ¿Qué otro día y hora le vienen bien?",
        "move_back": "¿Cambio su cita del {old} al {what}?",
        "cancel_back": "Su cita es el {old}. ¿La cancelo?",
        "booked": "¡Listo! Queda reservada para {name}: {what}. ¡Hasta entonces!",
        "moved": "¡Listo! He cambiado su cita del {old} al {what}.",
        "cancelled": "He cancelado su cita del {old}.",
        "shown": "Sus citas: {options}.",
        "none": "No encuentro ninguna cita suya.",
        "not_booked": "De acuerdo, lo dejo así.",
        "kept": "De acuerdo, todo queda como estaba.",
        "taken": "Esa hora no está libre.",
        "closed": "A esa hora no abrimos.",
        "full_day": "Ese día no queda nada libre.",
        "full_part": "A esas horas no queda nada libre.",
        "full": "No queda nada libre en las próximas semanas.",
        "ask_wait": "¿Le apunto en la lista de espera para el {day}?",
        "wait_name": "{about}¿Qué nombre pongo en la lista de espera?",
        "waiting": "Está en la lista de espera para el {day}. Le escribo cuando quede libre una hora.",
        "bad_day": "No puedo reservar ese día.",
        "bad_time": "No puedo reservar esa hora.",
        "past": "Eso ya ha pasado.",
        "unclear": "No estoy seguro de qué día y hora quiere decir.",
        "too_many": "No puedo reservarle más citas yo mismo.",
        "no_calendar": "Ahora mismo no puedo mirar el calendario.",
        "can_manage_appointment": "reservar, cambiar o cancelar una cita",
    },
    "tr": {
        "at": "{day} saat {time}",
        "instead": "{old} yerine",
        "or": "veya",
        "which_service": "Hangi hizmeti istersiniz: {options}?",
        "ask_day": "{about}Hangi gün size uygun?",
        "invite": "Randevu isterseniz: hangi gün size uygun?",
        "which_day": "{about}Hangi günü kastediyorsunuz: {options}?",
        "which_time": "{about}{day}: hangi saati kastediyorsunuz, {options}?",
        "offer": "{about}Şu saatler boş: {options}. Saat kaçta istersiniz?",
        "ask_name": "{what} boş. Hangi isimle yazayım?",
        "read_back": "{what}, {name} adına: ayarlayayım mı?",
        "ask_address": "E-postayla onay ve hatırlatma isterseniz adresinizi ekleyin; ya da sizi arayabilmemiz için "
        "telefon numaranızı.",
        "which_move": "Hangi randevunuzu değiştirmek istersiniz: {options}?",
        "which_cancel": "Hangi randevunuzu iptal etmek istersiniz: {options}?",
        "ask_move": "Randevunuz: {old}. Bunun yerine hangi gün ve saat size uygun?",
        "move_back": "Randevunuzun yeni zamanı {what} olsun mu (eskisi: {old})?",
        "cancel_back": "Randevunuz: {old}. İptal edeyim mi?",
        "booked": "Tamam! {what}: randevunuz {name} adına oluşturuldu. Görüşmek üzere!",
        "moved": "Tamam! Randevunuzu değiştirdim: {what} (eskisi: {old}).",
        "cancelled": "Randevunuzu iptal ettim: {old}.",
        "shown": "Randevularınız: {options}.",
        "none": "Size ait gelecek bir randevu bulamadım.",
        "not_booked": "Tamam, böyle bırakıyorum.",
        "kept": "Tamam, her şey olduğu gibi kalıyor.",
        "taken": "O saat boş değil.",
        "closed": "O saatte açık değiliz.",
        "full_day": "O gün boş yer yok.",
        "full_part": "O saatlerde boş yer yok.",
        "full": "Önümüzdeki haftalarda boş yer yok.",
        "ask_wait": "Bekleme listesine yazayım mı: {day}?",
        "wait_name": "{about}Bekleme listesine hangi isimle yazayım?",
        "waiting": "Bekleme listesindesiniz: {day}. Bir saat boşalınca size yazarım.",
        "bad_day": "O güne randevu veremiyorum.",
        "bad_time": "O saate randevu veremiyorum.",
        "past": "O zaman geçti.",
        "unclear": "Hangi gün ve saati kastettiğinizden emin değilim.",
        "too_many": "Size kendim daha fazla randevu veremiyorum.",
        "no_calendar": "Şu anda takvime bakamıyorum.",
        "can_manage_appointment": "randevu almak, değiştirmek veya iptal etmek",
    },
}
