"""Turkish."""

FUNCTION = """
hafta nedir neler nelerdir geciyor gecerli kalirsam kalirsa kalsam gelirsem geliyorum nolur numarasi verebilir
paylasir bir bu su o ve ile ya da de mi mu misiniz musunuz miyim muyum midir mudur misin musun icin gibi kadar
daha en cok az ama fakat veya ben sen biz siz onlar bana sana bize size benim senin bizim sizin var varmi yok ne
nasil neden nicin niye hangi kim kime nerede nereye neresi nerde kac kaca zaman olur olurmu olabilir olsun
oluyor olan olarak eder ediyor edebilir ediyorsunuz yapiyorsunuz yapiyor yapar yapmak yapilir yapilabilir
yapabilir istiyorum isterim istedim istiyoruz lazim gerek gerekiyor lutfen merhaba selam tesekkur tesekkurler
ederim evet hayir tamam peki acaba simdi bugun yarin sonra once her hic sadece bile hem belki bilgi ogrenmek
ogrenebilir sormak soru sorum verir verirmisiniz alabilir almak alir aliyor aliyorsunuz alabilirmiyim kabul
getirebilir gelebilir gelmek getirmek sey seyler iyi gunler kolay gelsin tutar tutuyor acik
"""
QUESTION = r"""
nasil|ne kadar|ne zaman|nere\w*|nerde\w*|neden|nicin|niye|hangi|kim|kac|kaca|kacta|kacda|ne|m[iu]\w*
m[iu]s[iu]n[iu]z|var m[iu]|varm[iu]|olur mu|\w+m[iu]s[iu]n[iu]z|\w+ m[iu]y\w*
"""
CONTINUES = "peki|ya|ve|peki ya|ya da|ayrica|bir de"
REFERS = "bu|o|su|bunu|onu|bunun|onun"
WEAK = """
salon kuafor studyo dukkan hizmet hizmetler islem seans ziyaret randevu isletme sac saci sacim sacimi politika
politikasi kural kurallar kosul kosullar gun gunu gunleri
"""
ASKS = {
    "duration": r"ne kadar sur\w*|kac (dakika|saat) sur\w*|suresi|kac dakika|surer|suruyor",
    "hours": r"""
(saat )?kac(ta|da|a kadar|tan|dan)? (ac|kap)\w*|calisma saat\w*|mesai\w*|acilis saat\w*
(ne zaman|saat kacta|kacta|kaca kadar) (ac|kap)\w*|acik (m[iu]s\w*|m[iu]|kadar)|acik\w*|kapali\w*|aciliyor\w*
kapaniyor\w*|kaca kadar|kacta
""",
    "price": r"""
fiyat liste\w*|ne kadar( tutar| tutuyor| eder| oluyor| olur)?(dir)?|kac (para|lira|tl|euro)(ya|dir)?
kaca (mal olur|olur)|fiyat\w*|ucret(?!siz)\w*|tarife\w*|pahali|ucuz|para\w*
""",
    "place": r"nerede\w*|nerde\w*|neresi\w*|adres\w*|konum\w*|nasil gelebilir\w*|yeriniz\w*",
    "phone": r"telefon\w*( numara\w*)?|numara\w*|whatsapp\w*|arayabilir\w*",
    "email": r"e ?posta\w*|e ?mail\w*|mail adres\w*",
}
LIST_ALL = r"fiyat listesi\w*|fiyatlar\w*|tarife\w*|menu\w*|hizmetler\w*"
GREETING = r"""
merhaba\w*|selam\w*|iyi (gunler|aksamlar|sabahlar|geceler)|gunaydin|nasilsin\w*|naber|kolay gelsin|hey|hello|hi
slm|mrb
"""
THANKS = r"""
(cok )?tesekkur(ler)?( ederim| ederiz)?( cok)?|sagol\w*|sag ol\w*|eyvallah|tamam\w*|peki|super|harika|mukemmel
guzel|cok (guzel|iyi|tesekkurler)|anladim|oldu|iyi (gunler|aksamlar|geceler)|gorusuruz|gorusmek uzere
hosca kal\w*|bye|tsk\w*|(bilgi|yardim\w*|cevab\w*|ilgi\w*) icin|emeginize saglik|bu kadar|cok
"""
THANKS_FOR = r"(tesekkur\w*|sagol\w*)[a-z ]* icin|icin[a-z ]* (tesekkur\w*|sagol\w*)"
PRAISE = r"""
harika\w*|mukemmel\w*|muhtesem\w*|super\w*|bayild\w*|begendi\w*|cok begen\w*|sevdi\w*|cok guzel\w*|guzel ol\w*
cok iyi\w*|en iyi\w*|efsane\w*|mutlu\w*|memnun\w*|tavsiye ed\w*|ellerinize saglik|elinize saglik|basarili\w*
kibar\w*|guler yuzlu\w*|nazik\w*|tebrik\w*|sahane\w*|enfes\w*
"""
NOT_PRAISE = r"""
degil\w*|hic|kotu\w*|berbat\w*|rezalet\w*|memnun (degil|kalma)\w*|begenmedi\w*|sikayet\w*
en iyi (saat|zaman|fiyat|gun)\w*|ama|tavsiye etm\w*
"""
COMPLAINT = r"""
sikayet\w*|kotu\w*|berbat\w*|rezalet\w*|memnun (degil|kalma)\w*|begenmedi\w*|iade|kaba\w*|hayal kirikligi\w*
"""
_TEAM = "insan|yetkili|temsilci|calisan|gorevli|kisi|mudur|patron|personel|isletme sahibi|operator"
_REACH = "gorus|konus|bagla|ulas|iletis|aktar|yaz|cagir"
PERSON = rf"""
(gercek|canli) (bir )?(insan|kisi|biri|temsilci|destek|personel)\w*|insan(la|a)
bir ({_TEAM})\w*( ile| le)? (istiyor|{_REACH})\w*
({_TEAM}|biri|birisi|ekip)\w*( bir)?( biriyle| birisiyle| biri| kisi)?( ile)? ({_REACH})\w*
^(insan|canli destek|{_TEAM}|musteri (hizmetleri|temsilcisi))( lutfen)?$
yetkili (biri|birisi|kisi)\w*|musteri (hizmetleri|temsilcisi)\w*|(biri|birisi) (bana )?(yardim|cevap|ara)\w*
"""
ABOUT_BOT = r"""
(sen |siz )?(bir )?(bot|robot|insan|yapay zeka|makine|gercek)\w* m[iu]s[iu]n\w*
(bot|robot|insan|yapay zeka|makine)\w* m[iu]\w*|kimsin\w*|ne yapabilir\w*|neler yapabilir\w*
nasil yardimci olabilir\w*|yardim( et)?
"""
INJECTION = r"""
(talimat|kural|komut|yonerge|prompt)\w* (yok say|unut|gormezden|bosver|goster|yazdir|yaz|soyle|paylas|ver)\w*
(onceki|sistem|gizli) (talimat|mesaj|prompt|komut|yonerge|kural)\w*|system prompt|(gelistirici|yonetici) modu
artik sen|rol yap|gibi davran|api anahtari|sifre\w*
"""
BOOKING = r"randevu\w*|rezervasyon\w*|yer ayirt\w*"
BOOKING_WISH = r"""
istiyorum|isterim|almak|alabilir|alayim|olustur\w*|ayarla\w*|verir|lazim|degistir\w*|ertele\w*|iptal|yapmak
yaptir\w*|^(randevu|rezervasyon)( lutfen)?$
"""
BOOKING_ASKS = r"""
nasil|ne|neden|gerek\w*|gerekli\w*|sart|politika\w*|kural\w*|ucret\w*|depozito|kapora|olmadan|randevusuz|online
gec (kal|gel)\w*
"""
STOP = r"""
dur(un|dur|durun)?( lutfen)?|stop|yazma(yin)?( artik| bana)?
(bana )?(bir daha|artik) (yazma|mesaj (atma|gonderme|yazma))(yin)?|mesaj (atma|gonderme|istemiyorum)(yin)?
abonelikten cik\w*|listeden cikar\w*|yeter( artik)?|sus|kes
"""
YES = "evet( lutfen)?|olur|tamam|tabii?( ki)?|lutfen|elbette|isterim|iyi olur|tabi|hadi|ok(ay)?|he"
NO = r"hayir( tesekkurler| sagol\w*)?|yok|gerek yok|simdi degil|kalsin|istemem|istemiyorum"
DAYS = "pazartesi pzt|sali|carsamba car|persembe per|cuma|cumartesi cmt|pazar paz"
WEEKEND = "haftasonu sonu"
DAILY = "hergun haftaici ici"
RANGE = "ile|ila|dan|den"
TEXTS = {
    "hello": "Merhaba! Ben {business} asistanıyım. {can} Size nasıl yardımcı olabilirim?",
    "can": "Şunları yapabilirim: {abilities}.",
    "can_search_knowledge": "işletmenin kendi bilgilerinden soru yanıtlamak",
    "can_collect_compliment": "güzel sözlerinizi iletmek",
    "can_ask_a_person": "ekipten birini çağırmak",
    "and": "ve",
    "business": "bu işletmenin",
    "offer": "Ekipten birine haber vermemi ister misiniz?",
    "found": "Bulduğum bilgi şu:",
    "found_price": "Fiyat şöyle:",
    "found_prices": "Fiyatlar şöyle:",
    "some_prices": "Fiyatlardan bazıları şöyle:",
    "not_found": "Üzgünüm, bunu bilgilerimizde bulamadım ve tahmin yürütmek istemem.",
    "not_found_rest": "Sorunuzun kalanı için bir bilgi bulamadım.",
    "no_booking": "Buradan randevu alma, değiştirme veya iptal işlemini ben yapamıyorum.",
    "other": "Bunu anladığımdan emin değilim.",
    "bot": "Ben {business} otomatik asistanıyım, insan değilim.",
    "sorry": "Bunu duyduğuma üzüldüm.",
    "praise": "Güzel sözleriniz için çok teşekkür ederiz!",
    "praise_saved": "Güzel sözleriniz için çok teşekkür ederiz! Ekibe ilettim.",
    "welcome": "Rica ederiz! Dilediğiniz zaman yazabilirsiniz.",
    "fine": "Tamam! Dilediğiniz zaman yazabilirsiniz.",
    "handed": "Ekipten birinin devralmasını istedim. Size buradan yanıt verecek.",
    "not_handed": "Üzgünüm, şu anda ekipten birine ulaşamıyorum. Lütfen biraz sonra tekrar yazın.",
    "stopped": "Tamam, size artık yazmayacağım. Fikriniz değişirse START yazabilirsiniz.",
}
