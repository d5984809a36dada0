"""English. Patterns are matched against folded words joined by single spaces; one alternative or more a line."""

SMALL = """
the of and to is you that it for are with this be have from not what can we when how our do which please may any i my
hi hello hey thanks yes there would want need much your me no a was her once on in we so tell about could am has had die
an at if or as by up out get got know like open just
"""
# A whole message that says nothing else.
STOP_WORD = """
stop( it| now| all)?|stopall|unsubscribe( me)?|opt (me )?out|quit|enough|leave me alone
"""
# A clause of a message, whatever stands in the others.
STOP_PHRASE = r"""
(stop|quit) (messaging|texting|writing|contacting|spamming|bothering)( to)?( me| us)?( again| any ?more| now| at all)?
(stop|quit) sending( me| us)?( any| these| your| more)* (messages|texts|dms|spam)
(dont|do not|never) (message|text|dm|contact|bother|write)( to)? (me|us)( again| any ?more| ever again)?
(i )?(dont|do not) want( to (get|receive))? (any )?(more )?(messages|texts|dms)( from you)?( any ?more)?
(i )?(want|would like|id like) to (stop (receiving|getting)( your| these| any)? (messages|texts)|unsubscribe|opt out)
no more (messages|texts|dms)|(take|remove) me (off|from) (your|the) list
"""
START_WORD = """
start( again| over)?|restart|resume|unstop|subscribe( me)?( again)?|opt (me )?(back )?in|continue
(you (can|may) )?(write|message|text|talk)( to)? me again
"""
_TEAM = (
    "(human( (agent|being|person|operator|representative|assistant|support))?s?|persons?|people|someone|somebody"
    "|agents?|assistant|operator|representative|rep|manager|supervisor|owner|staff( member)?|employee|receptionist|boss"
    "|member|customer (service|support|care))"
)
_TOWARDS = (
    "( me| us| to| with| through| over| for| directly| please| an?| the| some| your| on| in| touch| one| of"
    "| live| real| actual| human| bloody| fucking| damn| goddamn| freaking)"
)
PERSON = rf"""
(speak|talk|chatt?|connect|transfer|put|pass|hand|direct)(s|ing|ed)?{_TOWARDS}{{1,7}} {_TEAM}\b
(contact|reach|get|call|fetch|bring)(ing)?{_TOWARDS}{{0,3}} (human|agent|assistant|operator|representative|live agent)\b
(contact|reach)(ing)?( to| a| an)? (someone|somebody|person)\b( (from|at|in|on) (your|the) (team|staff|shop))?$
(want|need|get me|give me|prefer|require)( an?| the| your)? (live|real|actual|human) (agent|person|human|operator)\b
(want|need|prefer) an? (human|agent|operator|representative)( please| now)?$
^(an? )?((real|actual|live) )?(human|person|human being|agent|operator|representative)( please| pls| now)?$
^(to )?someone real$|^not a (bot|robot|machine)( please)?$
(is there|can i have|may i have) an? (real|human) (person|agent|human|operator)
"""
# In spite of all that: about persons, but no wish for one.
NOT_PERSON = r"""
(dont|do not|no|not|never)( really| even)? (want|need|have|wish|like|trying|going)( to)? (speak|talk|chat|contact)
am i (talking|speaking|chatting|writing)|are you an?|is (this|it|that) an?|do i (need|have) to (speak|talk)
(spoke|talked|spoken|chatted|was)|(she|he|they) (talk|speak|chat)
(talk|speak|chat) (to|with) (people|someone|somebody) (about|in|who|that)
"""
# Words of these lists that people misspell most, and correct neighbours that must stay themselves.
SPELLED = """
someone somebody person human agent assistant operator representative contact speak speaking talking chatting
contacting transfer connect assistance assist assisted persons people agents agency operation
"""
FILLER = "please|pls|thanks|thank you|ok|okay|no|hi|hello|hey|now|sorry"
TEXTS = {
    "stopped": "All right, I will not write to you any more. Write START if you change your mind.",
    "started": "Welcome back! I am answering you again. How can I help?",
    "handover": "Thanks for your message. I have asked a person from our team to answer you here.",
    "sorry": "Sorry, I cannot answer right now. I have asked a person from our team to answer you here.",
    "nobody_came": "I am sorry, nobody of our team could come yet. I have told them again, and they will answer you "
    "here.",
    "late_handover": "Sorry that nobody has answered you yet. I have asked a person from our team to answer you here.",
    "holding": "One moment please, I am looking into it.",
    "apology": "Sorry for the late answer.",
    "go_on": "There is more to say. Shall I go on?",
    "confirmed": "Thank you, your appointment is confirmed. See you then!",
}
# Deeds that an answer may claim (promise H4), in folded sentences without apostrophes, one pattern a line.
_HAVE = r"(i|we|and)(ve| have)?( (now|just|also|already|successfully|gone ahead and))*"
_THE = r"(your|the|this|that|his|her|their)( \w+){0,4}"
_IS = r"(is|are|was|has been|have been)( (now|all|both|also|successfully|already))*"
DONE = {
    "booked": rf"""
{_HAVE} (booked|reserved|scheduled|secured)( (you|your|a|an|the|it|that|this|in))+
{_HAVE} (made|put|added|confirmed|entered)( \w+){{0,4}} (appointments?|bookings?|reservations?|slots?|visits?)
{_HAVE} (put|added|entered)( \w+){{0,4}} (in for|calendar|diary)
{_THE} {_IS} (booked|confirmed|reserved|scheduled)
(booking|appointment|reservation) (is )?(confirmed|booked|scheduled)
you(re| are) (now |all )*(booked|set)( in| for)?
(it|thats|that is|its|everything) (is )?(now |all )*(booked|reserved|scheduled)|all booked
consider it (booked|done)
""",
    "changed": rf"""
{_HAVE} (moved|rescheduled|changed|updated|shifted|postponed)( (your|the|it|that|this|you))+
{_THE} {_IS} (moved|rescheduled|changed|shifted|postponed)
""",
    "cancelled": rf"""
{_HAVE} cancell?ed( (your|the|it|that|this|both|all))+
{_THE} {_IS} cancell?ed|(booking|appointment|reservation) cancell?ed
""",
    "mailed": rf"""
{_HAVE} (sent|forwarded|written|e ?mailed)( \w+){{0,6}} (e ?mail|mail|owner|team|manager|boss|confirmation|inbox)
{_HAVE} (e ?mailed|mailed)( \w+){{0,2}}
(an?|the|your|this) ((confirmation )?e ?mail|confirmation|message to the (owner|team)) {_IS} sent|e ?mail sent
""",
}
NOT_DONE = (
    "not|never|no|once|when|whenever|after|before|if|unless|until|as soon as|cannot|cant|couldnt|havent|hasnt"
    "|isnt|wasnt|will|would|could|shall|should|can|may|might|to be|want|like"
)
