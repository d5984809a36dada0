"""English."""

FUNCTION = """
somewhere anywhere leave
happens happen a an the this that these those i im id ive me my mine we our us you your youre yours u ur he she
it its they them their is are am was were be been being do does did done doing dont doesnt didnt have has had
havent hasnt can could cant will would wont should shall may might must and or but if so then than as at by for
from in into of off on onto out over to up with without about any some all each every no not yes there here how
what which who when where why whats wheres hows just also too very much many more most only please plz hi hello
hey dear ok okay thanks thank ty like want need get got give tell say know see let make take come go going use
offer offering provide accept bring currently today tomorrow now still ever again one ones thing things
something anything kind sort possible available able cost costs guys team hope wondering wonder question ask hmm
actually really maybe well look looking find interested information info
"""
QUESTION = """
how|what|whats|which|who|when|where|wheres|why|can you|could you|can i|could i|may i|do you|does|do i|are you
are there|is there|is it|have you|will you
"""
CONTINUES = "and|or|what about|how about|and for|also for|same for|but for"
REFERS = "it|that|this|they|them|those|one"
WEAK = """
hair salon shop studio place service services treatment session visit appointment store business policy policies
rule rules terms conditions
"""
ASKS = {
    "duration": "how long|how many (minutes|hours)|duration",
    "price": "how much|prices?|priced|pricing|costs?|charges?|fees?|rates?|price list|expensive|cheap|pay for",
    "hours": r"""
(what|which) (time|hours?)|(opening|working|business) (hours|times)|hours|(are|r) (you|u|ya) (open|closed)
(when|until when|till when|how late|how early)[a-z ]{0,20} (open|close|closing|closed)\w*
(you|u) (open|close|closed)|open(ing)? on|open(ing)?|closed|schedule
""",
    "place": """
where( exactly)? (are|r|is|can|do) (you|u|the|your|i)[a-z ]{0,12}|address|location|located|directions|where
""",
    "phone": "(tele)?phone( number)?|call you|number|whatsapp",
    "email": "e ?mail",
}
LIST_ALL = "price list|prices|rates|menu|services"
GREETING = """
hi|hii+|hello|helo|hey+|heya|hiya|howdy|good (morning|afternoon|evening|day)|greetings
how are you( doing)?( today)?|whats up|there|everyone|team
"""
THANKS = """
thanks?( you| u)?|thank you( so| very)? much|thanks a lot|thx|ty|cheers|many thanks|much appreciated
appreciate it|got it
(ok|okay|alright|great|perfect|super|awesome|cool|nice|wonderful|excellent|good|lovely|fine|amazing)|bye|goodbye
see you( soon| then)?|have a (nice|good|great) (day|one|evening|weekend)|so much|very much|a lot
thats (all|it|great|perfect)
for (the|your) (quick |kind |fast )?(info|information|help|answer|reply|response|time)|no problem
have a good one
"""
THANKS_FOR = "(thanks|thank you|thx)[a-z ]* for (the|your|my|a|such|this)"
PRAISE = """
amazing|awesome|great|love|loved|loving|lovely|best|perfect|wonderful|fantastic|excellent|beautiful|gorgeous
brilliant|incredible|stunning|happy with|so happy|very happy|pleased|impressed|delighted|friendly|kind|recommend
compliment|talented|superb|outstanding|well done|good job|so good|very good|really good|favou?rite
"""
NOT_PRAISE = r"""
not|never|no longer|isnt|wasnt|arent|werent|dont|didnt|doesnt|bad|terrible|awful|worst|horrible|disappoint\w*
rude|ruined|unhappy|(would|id|i d) love|kind of|best (way|time|price|day|option)|complain\w*|wrong|hate\w*|but
"""
COMPLAINT = r"""
complain\w*|terrible|awful|worst|horrible|disappoint\w*|rude|ruined|unhappy|unacceptable|disgust\w*|refund
hated?|not (happy|satisfied|good|great|ok)
"""
_TEAM = (
    r"human\w*|person|people|someone|somebody|agent|representative|rep|manager|owner|staff( member)?|employee"
    "|receptionist|operator|boss|stylist"
)
_TOWARDS = "( me| us| to| with| through| over| for| directly| please| a| an| the| some| your| on)"
PERSON = rf"""
(speak|talk|chat|connect|write|transfer|put|pass|hand){_TOWARDS}{{0,6}} ({_TEAM})
(want|need|get|call|fetch|bring|ask|find){_TOWARDS}{{0,4}} ({_TEAM}|person from the team)( please| now)?$
(real|actual|live|human) (person|human|agent|being|people|operator|support)|(a|any|some) human|human please
^({_TEAM})( please)?$|someone (real|else)|customer (service|support)
(can|could) (someone|somebody|a person|anyone)( please)? (help|call|contact|answer|reply|write|talk|get back)\w*
"""
ABOUT_BOT = """
are you (a |an )?(real |actual )?(bot|robot|human|person|ai|machine|real|chatbot|computer|assistant)
is this (a |an )?(bot|robot|human|real person|person|ai|machine|automated)
am i (talking|speaking|chatting|writing) (to|with) (a |an )?(real )?(bot|robot|human|person|ai|machine)
who are you|what can you do|what do you do|how can you help|how does this work|help
"""
INJECTION = r"""
(ignore|disregard|forget|override|bypass)[a-z ]{0,30} (instruction|rule|prompt|direction|guideline|system|training)\w*
system (prompt|message)|(your|the|previous|initial|hidden) (instructions|prompt|rules|configuration)
(developer|debug|admin|god|jailbreak|dan) mode|jailbreak|you are now|pretend (to be|you)|act as|api key|password
role ?play
"""
BOOKING = "book|bookings?|reserve|reservations?|appointments?|schedule|slots?"
BOOKING_WISH = """
want|like to|would like|need|can i|could i|can you|could you|may i|please|make|get me|id love|lets|hoping to
possible to|looking to|set up|change|move|reschedule|cancel
^(book|reserve|schedule|booking|reservation|appointment)
"""
BOOKING_ASKS = """
how|what|whats|why|policy|policies|fee|fees|charge|deposit|do i (need|have)|without|do you (take|accept|need)
necessary|required|online|walk|late
"""
STOP = """
(please )?stop( it| now| please| messaging| texting| writing| sending)*( me)?( messages)?( please)?|unsubscribe( me)?
opt out|quit|leave me alone|(dont|do not|stop) (message|text|write|contact)(ing)? me( again| anymore)?
no more messages|stop all
"""
YES = """
yes( please)?|yeah|yep|yup|sure|ok(ay)?( please)?|please( do)?|yes please do|go ahead|of course|absolutely
that would be (great|nice|good|lovely)|do it|y
"""
NO = "no( thanks| thank you)?|nope|nah|not now|its (ok|okay|fine)|no need|im good"
DAYS = "monday mon|tuesday tue tues|wednesday wed weds|thursday thu thur thurs|friday fri|saturday sat|sunday sun"
WEEKEND = "weekend weekends"
DAILY = "daily everyday weekdays weekday"
RANGE = "to|through|thru|till|until"
TEXTS = {
    "hello": "Hello! I am the assistant of {business}. {can} How can I help you?",
    "can": "I can {abilities}.",
    "can_search_knowledge": "answer questions from what the business has written about itself",
    "can_collect_compliment": "pass on a compliment",
    "can_ask_a_person": "fetch a person from the team",
    "and": "and",
    "business": "this business",
    "offer": "Would you like me to ask a person from the team?",
    "found": "Here is what I found:",
    "found_price": "Here is the price:",
    "found_prices": "Here are the prices:",
    "some_prices": "Here are some of the prices:",
    "not_found": "I am sorry, I did not find that in our information, and I do not want to guess.",
    "not_found_rest": "For the rest of your question I did not find anything.",
    "no_booking": "I cannot book, change or cancel appointments here myself.",
    "other": "I am not sure I understood that.",
    "bot": "I am the automatic assistant of {business}, not a person.",
    "sorry": "I am sorry to hear that.",
    "praise": "Thank you so much for the kind words!",
    "praise_saved": "Thank you so much for the kind words! I have passed them on to the team.",
    "welcome": "You are welcome! Write any time.",
    "fine": "All right! Write any time.",
    "handed": "I have asked a person from the team to take over. They will answer here.",
    "not_handed": "I am sorry, I cannot reach a person from the team now. Please write again a little later.",
    "stopped": "All right, I will not write to you any more. Write START if you change your mind.",
}
