"""Spanish."""

FUNCTION = """
cuarto semana pasa pasaria llego llegar llevo llevar sucede ocurre el la los las un una unos unas lo al del de a en y e
o u pero si que quien cual cuales como cuando donde porque cuanto cuanta cuantos cuantas por para con sin sobre
entre hasta desde mi mis tu tus su sus yo me nos te se le les usted ustedes ud vosotros nosotros es son soy eres
esta estan estoy estas este estos esa eso ese esos era ser estar hay ha han he tener tengo tiene tienen teneis
tienes hacer hago hace hacen haceis puedo puede pueden podria podrian podeis quiero quisiera queria gustaria
necesito deseo saber decir dime digame decirme muy mas menos tambien ya no hola buenas buenos dias tardes noches
gracias favor porfavor porfa ok vale bueno bien algo alguna alguno algun todo toda todos hoy manana ahora aqui
ahi alli cuesta cuestan valen sale salen ofrecen ofrece aceptan acepta dan da ver ir voy informacion disponible
posible pues entonces oye perdon disculpa disculpe consulta pregunta usan admiten traer hacerme
"""
QUESTION = """
como|que|cual|cuales|quien|cuando|donde|cuanto|cuanta|cuantos|cuantas|por que|puedo|puede|pueden|tienen|tiene
teneis|tienes|hay|hacen|haceis|aceptan|admiten|estan|se puede|es posible|abren|cierran
"""
CONTINUES = "y|o|y para|y que tal|que tal|y los|y las|y el|y la|y si|tambien para|lo mismo para"
REFERS = "eso|ese|esa|esto|este|lo|ellos|uno"
WEAK = """
pelo cabello salon peluqueria estudio tienda local servicio servicios tratamiento sesion visita cita negocio
politica politicas condiciones normas
"""
ASKS = {
    "duration": "cuanto (dura|tarda|tiempo|demora)n?( en)?|duracion",
    "price": """
cuanto (cuesta|cuestan|vale|valen|sale|salen|cobran|cobrais|es|seria|me sale)|cuanto|precios?|tarifas?|coste
costo|cuestan?|valen?|cobran|lista de precios|caro|barato
""",
    "hours": r"""
(a )?que horas?[a-z ]{0,20} (abr|cierr|abiert|cerr)\w*|horarios?( de (apertura|atencion))?
(cuando|hasta que hora|hasta cuando|desde que hora) (abr|cierr|esta)\w*( abiert\w*)?|abren|abris|abre|cierran
cierra|abiertos?|cerrados?|abierta|a que hora
""",
    "place": r"""
donde (estan?|estais|queda|quedan|se encuentra\w*|os encuentro|puedo encontrar\w*)|direccion|ubicacion|ubicados?
como llego|donde
""",
    "phone": "(numero de )?(telefono|movil)|numero|celular|llamar(los|les|os)?|whatsapp",
    "email": "correo( electronico)?|e ?mail",
}
LIST_ALL = "lista de precios|precios|tarifas|menu|servicios"
GREETING = """
hola+|ola|buenas|buen(os)? dias?|buenas (tardes|noches)|saludos|que tal|como (estas|esta|estan|va)|hey|hello|hi
"""
THANKS = """
(muchas |mil |muchisimas )?gracias( a ti| a usted)?|por (todo|(la|tu|su) (informacion|info|ayuda|respuesta)|responder)
ok(ay)?|vale|perfecto|genial|super|estupendo|excelente|muy amables?|muy bien|bien|bueno|de acuerdo|entendido
listo|adios|chao|hasta (luego|pronto|manana)|nos vemos|buen dia|te lo agradezco|se lo agradezco|eso es todo
"""
THANKS_FOR = "gracias[a-z ]* por (el|la|los|las|mi|su|tu|un|una)"
PRAISE = r"""
genial|increibles?|encant(o|a|an|ado|ada|adisim\w*)|maravillos\w*|fantastic\w*|excelentes?|estupend\w*
perfect[oa]s?|me gust(o|aron)( mucho)?|mejor(es)?|precios[oa]s?|hermos\w*|content[oa]|feliz|felicit\w*
enhorabuena|recomiendo|recomendar\w*|amables?|profesionales|buenisim\w*|espectacular\w*|guapisim\w*|muy buen\w*
"""
NOT_PRAISE = r"""
no|nunca|mal|mala|malo|horrible|fatal|peor|pesim\w*|decepcion\w*|me encantaria|queja\w*
mejor (hora|momento|precio|dia|opcion|forma)|pero
"""
COMPLAINT = r"""
queja\w*|horrible|fatal|peor|pesim\w*|decepcion\w*|reembolso|maleducad\w*|arruin\w*
no (estoy|quede) (content|satisfech)\w*|inaceptable
"""
_TEAM = (
    r"persona|humano|humana|alguien|agente|encargad[oa]|responsable|duen[oa]|gerente|empleado|operador\w*|asesor\w*"
    "|representante|jefe|equipo"
)
_TOWARDS = r"( me| con| a| una?| el| la| los| algun\w*| que me atienda| directamente| por favor)"
PERSON = rf"""
(hablar|conversar|chatear|comunicar\w*|contactar|pasa\w*|pon\w*|escribir|atienda|atender){_TOWARDS}{{0,6}} ({_TEAM})
(quiero|necesito|prefiero){_TOWARDS}{{0,4}} (persona|humano|asesor|agente|encargad[oa])( real| por favor)?$
persona (real|de verdad|humana|del equipo)|(un|algun) humano|ser humano|atencion al cliente
^(una? )?({_TEAM})( por favor| porfa)?$
(puede|pueden|podria)( alguien| una persona) (ayud|llam|contest|respond|atend)\w*
alguien (me puede|puede|que me) (ayud|llam|contest|respond|atend)\w*
"""
ABOUT_BOT = r"""
eres (un |una )?(bot|robot|humano|humana|persona|ia|maquina|real|asistente)( real| de verdad)?
es (esto |usted )?(un |una )?(bot|robot|humano|maquina|ia)
(hablo|estoy hablando|chateo) con (un |una )?(bot|robot|humano|persona|maquina|ia)( real)?|quien eres
que puedes hacer|que sabes hacer|en que (me )?puedes ayudar\w*|ayuda
"""
INJECTION = r"""
(ignora|olvida|omite|desobedece|salta)\w*[a-z ]{0,30} (instruccion|regla|orden|indicacion|prompt|sistema)\w*
(prompt|mensaje) (del|de) sistema|system prompt|(tus|las) (instrucciones|reglas|indicaciones)
modo (desarrollador|administrador|dios)|ahora eres|finge (ser|que)|actua como|clave api|contrasena
"""
BOOKING = r"reserv\w*|cita|citas|turno|agendar|agenda\w*|hora para"
BOOKING_WISH = """
quiero|quisiera|queria|me gustaria|necesito|puedo|podria|puede|puedes|dame|deme|pedir|hacer|sacar|cambiar|mover
anular|cancelar|por favor|para (el|la|manana|hoy)|^(reservar|reserva|cita|agendar|turno)
"""
BOOKING_ASKS = r"""
como|(?<!tengo )(?<!tendria )(?<!semana )(?<!mes )que|cual|politica|cargo|deposito|senal|hace falta|hay que
es necesari\w*|sin|aceptan|en linea|online|penalizacion|(lleg\w+|voy)( \w+){0,2} tarde
"""
STOP = r"""
stop|parar|para(r)?( ya)?( de (escribir|mandar|enviar)\w*( mensajes)?)?|basta( ya)?
(no|deja\w*|dejen) (de )?(me )?(escrib|mand|envi|molest)\w*( me)?( mas)?( mensajes)?|baja
(darme|dame|dar) de baja|cancelar suscripcion|no mas mensajes|detener|alto
"""
YES = """
si( por favor| porfa| claro)?|sip|claro( que si)?|vale|ok(ay)?|por favor|adelante|de acuerdo|dale|hazlo|perfecto
bueno|me gustaria
"""
NO = "no( gracias| por ahora| hace falta)?|nop|ahora no|esta bien asi|dejalo"
DAYS = (
    "lunes lun|martes mar|miercoles mie mier|jueves jue|viernes vie|sabado sabados sab|domingo domingos dom"
)
WEEKEND = "finde fin"
DAILY = "diario diariamente laborables"
RANGE = "a|al|hasta"
TEXTS = {
    "hello": "¡Hola! Soy el asistente de {business}. {can} ¿En qué le puedo ayudar?",
    "can": "Puedo {abilities}.",
    "can_search_knowledge": "responder preguntas con lo que el negocio ha escrito sobre sí mismo",
    "can_collect_compliment": "transmitir un elogio",
    "can_ask_a_person": "avisar a una persona del equipo",
    "and": "y",
    "business": "este negocio",
    "offer": "¿Quiere que avise a una persona del equipo?",
    "found": "Esto es lo que encontré:",
    "found_price": "Este es el precio:",
    "found_prices": "Estos son los precios:",
    "some_prices": "Estos son algunos de los precios:",
    "not_found": "Lo siento, no encontré eso en nuestra información y prefiero no adivinar.",
    "not_found_rest": "Sobre el resto de su pregunta no encontré nada.",
    "no_booking": "Aquí no puedo reservar, cambiar ni cancelar citas yo mismo.",
    "other": "No estoy seguro de haber entendido eso.",
    "bot": "Soy el asistente automático de {business}, no una persona.",
    "sorry": "Lamento mucho oír eso.",
    "praise": "¡Muchísimas gracias por sus palabras!",
    "praise_saved": "¡Muchísimas gracias por sus palabras! Se las he pasado al equipo.",
    "welcome": "¡De nada! Escríbanos cuando quiera.",
    "fine": "¡De acuerdo! Escríbanos cuando quiera.",
    "handed": "He pedido a una persona del equipo que continúe. Le responderá aquí.",
    "not_handed": "Lo siento, ahora no puedo avisar a una persona del equipo. Escriba de nuevo un poco más tarde.",
    "stopped": "De acuerdo, no le escribiré más. Escriba START si cambia de opinión.",
}
