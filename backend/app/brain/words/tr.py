"""Turkish."""

SMALL = """
ve bir bu icin ile mi mu ne cok daha gibi kadar var yok ama her ben biz siz sen degil nasil nerede kac su sonra once
hangi lutfen merhaba selam tesekkurler tesekkur istiyorum evet hayir bana iyi gunler randevu fiyat saat
"""
STOP_WORD = r"""
dur(un|dur|durun)?( artik)?|yeter( artik)?|yazma(yin)?( artik)?|stop
aboneligi(mi)? iptal( et| edin)?|abonelikten (cik|cikar|ayril)\w*
"""
STOP_PHRASE = r"""
((artik|bana|bir daha|daha fazla) )*(mesaj (atma|yazma|gonderme|yollama)|yazma)(yin|yiniz)?( artik| bana| bir daha)*
(artik |daha fazla )?mesaj (almak )?istemiyorum( artik)?|beni rahat birak(in|iniz)?|listeden cikar(in|iniz)?( beni)?
"""
START_WORD = r"""
start|basla|baslat|baslayin|devam( et| edin| edebilirsiniz)?|tekrar (yaz|basla)\w*|yeniden (yaz|basla)\w*
(bana )?(tekrar|yine|yeniden) yaza(bilirsin|bilirsiniz)
"""
_TEAM = (
    "(insan|yetkili|temsilci|calisan|gorevli|mudur|patron|personel|isletme sahib|operator|canli destek"
    "|musteri hizmet)"
)
_REACH = "(gorus|konus|bagla|ulas|iletisim|aktar|yazis)"
PERSON = rf"""
(gercek|canli) (bir )?(insan|kisi|biri|temsilci|destek|personel|operator)\w*|insan(la|a)\b
{_TEAM}\w*( (biri|birisi|bir kisi)\w*)?( ile| le)?( (biri|birisi)\w*)? {_REACH}\w*
(biri|birisi|birileri)(yle| ile) (konus|gorus|yazis)\w*|bir (kisi|calisan)(yle| ile) (konus|gorus)\w*
beni (bir )?{_TEAM}\w* (bagla|aktar)\w*|bir ({_TEAM})\w* istiyorum
^(bir )?(insan|canli destek|yetkili|temsilci|operator|musteri (hizmetleri|temsilcisi))( lutfen)?$
"""
NOT_PERSON = r"""
\w*(konusmak|gorusmek|baglanmak) istemi\w*|(insan|bot|robot) m[iu]s[iu]n\w*
\w*(konustum|gorustum|konusmustum|gorusmustum)
\w+ m[iu] konusuyorum
"""
FILLER = "lutfen|tesekkurler|tamam|hayir|merhaba|artik"
TEXTS = {
    "stopped": "Tamam, size artık yazmayacağım. Fikriniz değişirse START yazabilirsiniz.",
    "started": "Tekrar hoş geldiniz! Size yeniden yanıt veriyorum. Nasıl yardımcı olabilirim?",
    "handover": "Mesajınız için teşekkürler. Ekibimizden birinin size buradan yanıt vermesini istedim.",
    "sorry": "Üzgünüm, şu anda yanıt veremiyorum. Ekibimizden birinin size buradan yanıt vermesini istedim.",
    "nobody_came": "Üzgünüm, ekibimizden henüz kimse size dönemedi. Tekrar haber verdim, size buradan yanıt "
    "verecekler.",
    "late_handover": "Henüz yanıt alamadığınız için özür dileriz. Ekibimizden birinin size buradan yanıt vermesini "
    "istedim.",
    "holding": "Bir dakika lütfen, hemen bakıyorum.",
    "apology": "Geç yanıt için özür dilerim.",
    "go_on": "Anlatacaklarım bitmedi. Devam edeyim mi?",
    "confirmed": "Teşekkürler, randevunuz onaylandı. Görüşmek üzere!",
}
# Deeds that an answer may claim (promise H4), in folded sentences.
_RANDEVU = r"(randevu|rezervasyon|yer|saat)\w*( \w+){0,6}"
DONE = {
    "booked": rf"""
{_RANDEVU} (olusturuldu|alindi|onaylandi|ayarlandi|yapildi|ayrildi|kaydedildi|planlandi)
{_RANDEVU} (olusturdum|aldim|ayarladim|kaydettim|yaptim|ayirdim|yazdim|planladim|onayladim)(k)?
{_RANDEVU} (olusturduk|aldik|ayarladik|kaydettik|yaptik|ayirdik|yazdik)
""",
    "changed": rf"""
{_RANDEVU} (degistirdim|degistirdik|degistirildi|guncelledim|guncellendi|tasidim|tasindi|erteledim|ertelendi)
""",
    "cancelled": rf"""
{_RANDEVU} iptal (ettim|ettik|edildi|oldu)|iptal (ettim|ettik)
""",
    "mailed": r"""
(e ?posta|mail|email)\w*( \w+){0,4} (gonderdim|gonderdik|gonderildi|attim|attik|ilettim|iletildi|yazdim)
""",
}
NOT_DONE = "eger|degil|henuz|once|olursa|edilirse|isterseniz|ister"
