### Co czytają członkowie serwera. Jak zmienić tekst: docs/languages.md.

## The public notice

notice-hidden = **Ukryto tu podgląd linku.** To, do czego prowadzi, może zawierać nagość lub treści seksualne. Sam link nadal tu jest: zastanów się, zanim go otworzysz.
notice-unscreened = **Usunięto tu wpis.** Obrazu, który w nim był, nie udało się sprawdzić.
notice-one = **Usunięto tu obraz.** Może zawierać nagość lub treści seksualne.
notice-many = **Usunięto tu wpis z obrazami ({ $images }).** Nagość lub treści seksualne może zawierać { $flagged } z nich.
notice-copies = { $copies ->
    [one] Obraz poniżej to nierozpoznawalna kopia.
   *[other] Obrazy poniżej to nierozpoznawalne kopie.
}
notice-foot = Sprawdzone przez program w bocie tego serwera. Może się mylić.
case-number = Sprawa { $case }
button-help = Uzyskaj pomoc
button-why = Dlaczego to usunięto?

## Why was this removed?

why-rule = Na tym serwerze program sprawdza obrazy pod kątem nagości i treści seksualnych, zanim więcej osób będzie musiało je zobaczyć.
why-found = Tutaj wskazał coś, co wygląda jak **{ $label }**.
why-kept = Nikt nie oglądał obrazu, a program może się mylić. Sam obraz nie jest przechowywany; zapisane jest, kto opublikował jaki obraz, gdzie i kiedy.
why-mistake = Jeśli uważasz, że to pomyłka, powiedz moderacji.
why-mistake-case = Jeśli uważasz, że to pomyłka, podaj moderacji: **sprawa { $case }**.
why-not-again = Prosimy, nie publikuj tego obrazu ponownie, żeby go pokazać.

sender-title = O tym, co opublikowano z twojego konta
sender-what = Co się stało
sender-what-text = Bot tego serwera usunął twój wpis. Może on zawierać nagość lub treści seksualne.
sender-what-hidden = Bot tego serwera ukrył podgląd twojego linku. To, do czego prowadzi, może zawierać nagość lub treści seksualne.
sender-what-unscreened = Bot tego serwera usunął twój wpis, bo nie dało się go sprawdzić.
sender-rule = Zasada tutaj
sender-rule-genitals = Obrazy, które mogą pokazywać nagie genitalia, są tu usuwane.
sender-rule-standard = Obrazy, które mogą pokazywać nagość lub treści seksualne, są tu usuwane.
sender-rule-strict = Obrazy, które mogą pokazywać nagość lub treści seksualne, są tu usuwane, także częściowo zakryte.
sender-rule-nsfw = Na kanałach z ograniczeniem wieku bot nie sprawdza.
sender-law = Prawo tam, gdzie jest ten serwer
sender-law-foot = To nic nie mówi o tobie ani o twoim wpisie. O tym, czy prawo ma zastosowanie, decydują inni.
sender-mistake = Jeśli to pomyłka
sender-told = Nikt się nie dowie, że o to pytasz.

label-FEMALE_GENITALIA_COVERED = zakryte kobiece genitalia
label-FACE_FEMALE = twarz kobiety
label-BUTTOCKS_EXPOSED = nagie pośladki
label-FEMALE_BREAST_EXPOSED = naga kobieca pierś
label-FEMALE_GENITALIA_EXPOSED = odsłonięte kobiece genitalia
label-MALE_BREAST_EXPOSED = naga męska klatka piersiowa
label-ANUS_EXPOSED = odsłonięty odbyt
label-FEET_EXPOSED = bose stopy
label-BELLY_COVERED = zakryty brzuch
label-FEET_COVERED = zakryte stopy
label-ARMPITS_COVERED = zakryte pachy
label-ARMPITS_EXPOSED = nagie pachy
label-FACE_MALE = twarz mężczyzny
label-BELLY_EXPOSED = nagi brzuch
label-MALE_GENITALIA_EXPOSED = odsłonięte męskie genitalia
label-ANUS_COVERED = zakryty odbyt
label-FEMALE_BREAST_COVERED = zakryta kobieca pierś
label-BUTTOCKS_COVERED = zakryte pośladki

## The help panel

panel-start =
    {""}**To nie twoja wina i nikomu nie musisz odpowiadać.**
    Widzisz to tylko ty. Nie spiesz się. Nic z tego, co wybierzesz, nie zostanie zapisane, chyba że o to poprosisz.

    {""}**Czy ktoś jest teraz w niebezpieczeństwie?**
    {""}**Czy ktoś na obrazie albo ty możecie mieć mniej niż 18 lat?**

    Jeśli tak, naciśnij odpowiedni przycisk. Wtedy zaczniemy od innych kroków.
panel-what =
    {""}**Co się stało?**
    Wybierz to, co najlepiej pasuje. Nie musisz tego opisywać i nikt nie poprosi cię o obraz.
panel-where =
    {""}**Gdzie mieszkasz?**
    Od tego zależy, jakie prawo i jakie telefony pomocy zobaczysz. Nie zgadujemy tego i zapominamy, gdy to zamkniesz.
panel-closed = Zamknięte. Nikt się nie dowiedział i nic z tego nie zapisano. Możesz wrócić, kiedy chcesz: `/{ command-help-me.name }`.
panel-what-menu = Co się stało?
panel-where-menu = Gdzie mieszkasz?
panel-where-more = Więcej miejsc

go-danger = Ktoś jest w niebezpieczeństwie
go-minor = Ktoś może mieć mniej niż 18 lat
go-on = Ani to, ani to: dalej
go-on-after = Dalej
go-back = Wstecz
go-next = Następna
go-close = Nie teraz
go-exit = Szybkie wyjście
go-tell = Powiadom moderację
go-remember = Zapamiętaj, gdzie mieszkam
go-forget = Zapomnij, gdzie mieszkam
go-me = Na obrazie jestem ja

what-unsolicited_image = Ktoś wysłał mi niechciany seksualny obraz
what-image_shared = Udostępniono mój intymny obraz
what-threat_to_share = Ktoś grozi, że udostępni mój obraz
what-deepfake = Ktoś zrobił mój fałszywy nagi obraz (także AI)
what-taken_without_consent = Ktoś potajemnie robił mi zdjęcia lub nagrania
what-flashing_images = Migające obrazy, by wywołać napad padaczki
what-harmful_message = Groźby albo namowy do zrobienia sobie krzywdy
what-proximity_transfer = Obraz przyszedł przez AirDrop lub Bluetooth
what-taken_without_consent-more = Pod ubraniem, w dekolt, ukrytą kamerą, przy przebieraniu
what-threat_to_share-more = Także gdy chcą pieniędzy lub więcej obrazów

place-INTL = Gdzie indziej
place-EU = Unia Europejska (inne kraje)
place-GB = Wielka Brytania
place-GB-EAW = Anglia i Walia
place-GB-ENG = Anglia
place-GB-WLS = Walia
place-GB-SCT = Szkocja
place-GB-NIR = Irlandia Północna
place-US = USA (inne stany)
place-US-CA = USA: Kalifornia
place-US-TX = USA: Teksas
place-US-VA = USA: Wirginia

tell-ask =
    {""}**Czy powiadomić moderację?**
    Dostanie { $about } i wiadomość, że ktoś prosi o pomoc. Nie dostanie obrazu ani tego, co jeszcze tu wybrano. Ty decydujesz, czy pozna twoją nazwę.
tell-about-case = numer sprawy { $case }
tell-about-link = link do wiadomości
tell-with-name = Powiadom, z moją nazwą
tell-without-name = Powiadom, bez mojej nazwy
tell-done = Moderacja jest powiadomiona. Nie musisz robić nic więcej.
tell-already = Moderacja już o tym od ciebie wie.
tell-failed = Nie udało się stąd powiadomić moderacji. Napisz do kogoś z niej i podaj { $about }. Nie wysyłaj obrazu.
tell-message-named = **{ $who } prosi o pomoc** i podaje { $about }.
tell-message-unnamed = **Ktoś prosi o pomoc** i podaje { $about }. Nie chce podać swojej nazwy.
tell-message-foot = Zajrzyjcie tam i w razie potrzeby zgłoście to do Discorda. Nie proście nikogo o wysłanie, pokazanie ani opisanie obrazu.
tell-message-minor = Ktoś na nim może mieć mniej niż 18 lat. Nie otwierajcie, nie zapisujcie, nie kopiujcie i nie przesyłajcie go. Zgłoście do Discorda jako bezpieczeństwo dzieci.

remembered = Od teraz najpierw zobaczysz: { $place }. W każdej chwili możesz poprosić, by to zapomnieć.
forgotten = Już nie pamiętamy, gdzie mieszkasz.

## The cards

card-steps = Pierwsze kroki
card-tell = Komu powiedzieć
card-help = Kto pomaga, i prawo
card-danger = Gdy ktoś jest w niebezpieczeństwie
card-minor = Gdy ktoś może mieć mniej niż 18 lat
card-place = { $title } · { $place }
card-more = { $title } ({ $number })
disclaimer = Informacje ogólne, nie porada prawna.
checked = Fakty ostatnio sprawdzono: { $day }.

safe = Najpierw: czy nic ci nie grozi?
safe-call = Jeśli ty lub ktoś inny jest w niebezpieczeństwie, zadzwoń teraz pod **{ $number }**.
safe-call-local = Jeśli ty lub ktoś inny jest w niebezpieczeństwie, zadzwoń teraz pod lokalny numer alarmowy.
safe-fault = To nie twoja wina. Zrób z tego tyle, ile chcesz.
safe-numbers = Numery alarmowe, które sprawdziliśmy
safe-number = **{ $number }** · { $place }
safe-others = Numerów innych miejsc nie sprawdziliśmy.
talk-now = Porozmawiaj z kimś teraz

now = Co możesz teraz zrobić
now-unsolicited_image =
    • Odwróć wzrok. Nie musisz oglądać tego znowu.
    • Zapisz, kto to wysłał i kiedy. Obraz nie jest do tego potrzebny.
    • Potem wycisz lub zablokuj tę osobę.
now-image_shared =
    • Możesz poprosić o usunięcie obrazu. Następna strona mówi, jak.
    • Zapisz, gdzie go widać, żeby dało się go znaleźć.
    • Nie musisz na niego znowu patrzeć.
now-threat_to_share =
    • Przestań odpowiadać. Wiadomości mogą zostać tam, gdzie są.
    • Nie płać i nie wysyłaj więcej obrazów. Po zapłacie często przychodzą nowe żądania.
    • Zachowaj wiadomości i nazwę konta.
    • To nie twoja wina, bez względu na to, co im wysłano.
now-deepfake =
    • Fałszywy obraz można zgłosić jak prawdziwy. Nie ma znaczenia, że to nie ty.
    • Zapisz, gdzie go widać, żeby dało się go znaleźć.
    • Możesz poprosić o jego usunięcie. Następna strona mówi, jak.
now-taken_without_consent =
    • Idź tam, gdzie czujesz się bezpiecznie. Powiedz obsłudze, jeśli jest.
    • Zapisz, gdzie i kiedy to było i jak ta osoba wyglądała.
    • Nie próbuj zabrać jej telefonu.
now-flashing_images =
    • Odwróć wzrok lub zakryj ekran.
    • Jeśli ktoś ma napad, zadzwoń pod numer alarmowy i zostań przy tej osobie.
    • Jeśli aplikacja może zatrzymać ruchome obrazy, wyłącz je w ustawieniach.
now-harmful_message =
    • To, co piszą, mówi coś o nich. Nie jest prawdą tylko dlatego, że to piszą.
    • Jeśli myślisz o zrobieniu sobie krzywdy, porozmawiaj z kimś teraz. Wyżej jest, z kim.
    • Nie odpowiadaj im. Zachowaj wiadomości.
now-proximity_transfer =
    • Jeśli nadawca może być blisko, idź do obsługi lub do innych ludzi.
    • Odrzuć lub zamknij. Nie musisz na to patrzeć.
    • Ustaw AirDrop, Quick Share lub Bluetooth tylko dla kontaktów.

note = Zapisz, gdzie to było, nie obraz
note-harmful_message = Zapisz, co możesz
note-case = **Sprawa { $case }.** Ten numer oznacza wiadomość.
note-link = Link, w którym nadal są identyfikatory: { $link }
note-sent = Wysłano { $day } o { $time } UTC.

reply = Nikomu nie musisz odpowiadać
reply-text = Dziś nie musisz odpowiadać, tłumaczyć ani decydować o niczym.

police = Powiedz policji, jeśli chcesz
police-unknown = Lokalna policja powie ci, jak złożyć zawiadomienie.
police-ask = O co możesz poprosić policję
rights = O co jeszcze możesz poprosić

takedown = Poproś o usunięcie
takedown-of-me = Te miejsca są dla osoby z obrazu. Nikt nie prosi, by wysyłać im obraz.
discord = Powiedz Discordowi
discord-removed = Tego, co tu usunięto, nie możesz już zgłosić. Ale moderacja ma identyfikatory. Podaj jej numer sprawy **{ $case }** i poproś, by zgłosiła nadawcę do Discorda. Nie wysyłaj jej obrazu.
discord-still-there = Czy ta wiadomość albo podobne nadal tam są?
discord-there = Czy wiadomość nadal tam jest?
discord-who = Powiedz jej, kto to wysłał. Nie wysyłaj jej obrazu.
discord-help = Jak zgłosić do Discorda
platform = Kto pomaga z platformami

support = Ktoś do rozmowy
law = Co mówi prawo
law-specific = Jest tu przepis o takich obrazach.
law-general = Te przepisy nie są tylko o takich obrazach. Mogą pasować.
law-contested = Sporne jest, czy tutejsze prawo obejmuje takie obrazy. Może to ten przepis.
law-other = Te przepisy mogą pasować do tego, co się stało.
law-unknown = Nie mamy o tym sprawdzonych faktów. Policja lub prawnik powie ci więcej.
law-since = (od: { $day })
law-penalty = Co może orzec sąd: { $penalty }.
law-decide = O tym, czy pasują do tego, co się stało, decydują policja i sądy.
law-read = Przeczytaj przepis ({ $host })

minor-fault = To nie twoja wina, że ktoś to wysłał.
minor-fault-me = To nie twoja wina, bez względu na to, co i komu wysłano.
minor-leave = Zostaw obraz tam, gdzie jest
minor-nobody = Nikt tutaj cię o niego nie poprosi.
minor-help = Kto może pomóc
minor-me = Jeśli na obrazie jesteś ty
minor-me-device = Tylko na telefonie lub komputerze, który już ma ten obraz. Nigdy nie pobieraj go w tym celu.
minor-adult = Nikomu nie musisz odpowiadać. Jeśli masz mniej niż 18 lat, powiedz dorosłej osobie, której ufasz.
minor-forgotten = Bot nie przechowuje już żadnego odcisku tego obrazu i zabiera swoją kopię z kanału.

## Errors

error-command = Nie udało się; powód jest w dzienniku bota. Powiedz o tym moderacji.
error-permission = To polecenie jest dla osób, które mogą zarządzać wiadomościami.
error-case = Na tym serwerze nie ma sprawy { $case }.

## Commands, as Discord lists them

command-help-me =
    .name = pomoz-mi
    .description = Prywatna pomoc, gdy ktoś wysłał ci niechciany seksualny obraz
command-get-help-with-this =
    .name = Uzyskaj z tym pomoc
command-flashguard =
    .name = flashguard
    .description = Dla moderacji: sprawy, zasady i kontrole
command-flashguard-case =
    .name = sprawa
    .description = Pokazuje sprawę po jej numerze
command-flashguard-case-number =
    .name = numer
    .description = Numer z ogłoszenia i z wpisu moderacji
command-flashguard-gaps =
    .name = luki
    .description = Co tu opublikowano, a czego bot nie mógł sprawdzić, i dlaczego
command-flashguard-scan =
    .name = przegląd
    .description = Sprawdza to, co opublikowano wcześniej: jeden kanał lub wszystko
command-flashguard-scan-channel =
    .name = kanał
    .description = Kanał z jego wątkami; bez niego cały serwer
command-flashguard-scan-since =
    .name = od
    .description = Od kiedy: 24h, 7d, 2026-11-20, link do wiadomości lub all; inaczej 24 godziny
command-privacy =
    .name = prywatność
    .description = Twoje dane w zapisach tego bota
command-privacy-export =
    .name = eksport
    .description = Kopia wszystkiego, co zapisano o tobie
command-privacy-erase =
    .name = usuń
    .description = Usuń swoje dane z zapisów tego bota
