"""Spanish."""

SMALL = """
de la que el y los se del las por un para con no una su al lo como mas este si porque cuando muy sin sobre tambien me
hay donde todo nos cuanto son hola gracias quiero puedo tiene tienen buenas buenos dias hablar favor es usted mi
"""
STOP_WORD = """
basta( ya)?|parar|pare|para ya|detente|alto|baja|dar(me)? de baja|(me )?doy de baja|cancelar suscripcion|stop
"""
STOP_PHRASE = r"""
(deja|deje|dejen|dejad|para|paren) de (escribirme|mandarme mensajes|enviarme mensajes|molestar(me)?|contactarme)( ya)?
(no|ya no) me (escrib|mand|envi|contact|molest)(a|e|as|es|an|en)( mas)?( mensajes)?( mas)?
(no|ya no) quiero (recibir )?(mas )?mensajes( suyos| tuyos)?|no mas mensajes|dejame en paz|dejenme en paz
(quiero|quisiera) (darme de baja|dejar de recibir (sus |tus )?mensajes)
"""
START_WORD = """
start|empezar|empieza|reanudar|reanuda|continuar|continua|alta|(quiero )?volver|comenzar
(ya )?(puede|puedes|pueden) (volver a )?escribirme( de nuevo| otra vez)?
"""
_TEAM = (
    r"(personas?|humanos?|humana|alguien|agentes?|encargad[oa]|responsable|duen[oa]|gerente|emplead[oa]|operador\w*|asesor\w*"
    r"|representante|jef[ea]|equipo|atencion al cliente)"
)
_TOWARDS = r"( me| nos| con| a| al| una?| el| la| los| su| algun\w*| que me atienda| directamente| por favor| del| de)"
PERSON = rf"""
(hablar|conversar|chatear|comunic\w*|contactar|pas[ae]\w*|pon[eg]\w*|conect\w*|transfier\w*){_TOWARDS}{{1,6}} {_TEAM}\b
(quiero|necesito|prefiero|quisiera){_TOWARDS}{{0,3}} (persona|humano|asesor|agente|operador\w*)( real| por favor)?$
persona (real|de verdad|humana|del equipo)|(un|algun) humano|ser humano
^(una? )?(persona|humano|agente|operador|operadora|asesor|asesora|representante|encargad[oa])( por favor| porfa)?$
"""
NOT_PERSON = r"""
no (quiero|necesito|hace falta) (hablar|contactar|comunic\w*)
(hablo|estoy hablando|chateo) con|(eres|es|sois) (una?|usted)
(hable|hablamos|he hablado|habia hablado|hablo) (ayer )?con
"""
FILLER = "por favor|porfa|gracias|ok|vale|no|hola|ya"
TEXTS = {
    "stopped": "De acuerdo, no le escribiré más. Escriba START si cambia de opinión.",
    "started": "¡Qué bien que vuelve! Le respondo de nuevo. ¿En qué puedo ayudarle?",
    "handover": "Gracias por su mensaje. He pedido a una persona de nuestro equipo que le responda aquí.",
    "sorry": "Lo siento, ahora mismo no puedo responder. He pedido a una persona de nuestro equipo que le responda "
    "aquí.",
    "nobody_came": "Lo siento, nadie de nuestro equipo ha podido responderle todavía. He vuelto a avisar y le "
    "responderán aquí.",
    "late_handover": "Sentimos que aún no haya recibido respuesta. He pedido a una persona de nuestro equipo que le "
    "responda aquí.",
    "holding": "Un momento, por favor, lo estoy mirando.",
    "apology": "Perdone la respuesta tardía.",
    "go_on": "Hay más que contar. ¿Sigo?",
    "confirmed": "Gracias, su cita queda confirmada. ¡Hasta entonces!",
}
# Deeds that an answer may claim (promise H4), in folded sentences.
_HE = r"(ya )?((te|le|les|os|se) )?(lo |la )?(he|hemos)( (ya|tambien))*"
_CITA = r"(su|tu|la|esta|esa|vuestra) (cita|reserva|visita|hora|turno)( \w+){0,8}"
_ESTA = r"(esta|ha sido|fue|queda|quedo|ha quedado)( (ya|ahora))*"
DONE = {
    "booked": rf"""
{_HE} (reservado|agendado|apuntado|anotado|programado|concertado|confirmado)
(te|le|les) (reserve|agende|apunte|anote)|{_CITA} {_ESTA} (reservad|confirmad|agendad|programad)[oa]
(queda|quedo|esta) (reservad|confirmad|agendad|programad)[oa]|(cita|reserva) (confirmada|reservada|agendada)
""",
    "changed": rf"""
{_HE} (cambiado|movido|reprogramado|modificado|aplazado|pasado) (su|tu|la) (cita|reserva|visita|hora)
{_CITA} {_ESTA} (cambiad|movid|reprogramad|modificad|aplazad)[oa]
""",
    "cancelled": rf"""
{_HE} (cancelado|anulado)|{_CITA} {_ESTA} (cancelad|anulad)[oa]|(cita|reserva) (cancelada|anulada)
""",
    "mailed": rf"""
{_HE} (enviado|mandado|escrito)( \w+){{0,6}} (correo|email|e mail|mail|propietari[oa]|duen[oa]|equipo|confirmacion)
(un|el|su|tu) (correo|email|mail)( \w+){{0,4}} {_ESTA} enviado|correo enviado
""",
}
NOT_DONE = "no|nunca|si|cuando|una vez|antes|despues|hasta|puedo|podemos|puede|quiere|quieres|desea|si quiere"
