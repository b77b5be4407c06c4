### Listy między członkami, sprawdzane, zanim dotrą. Jak zmienić lub przetłumaczyć tekst: docs/languages.md.

## Kto ma skrzynkę

inbox-open = **Twoja skrzynka jest otwarta**, a ja do ciebie napisałem. Listy przychodzą tam. Każdy najpierw sprawdzam i nie pokazuję ci niczyjego obrazu, zanim o to poprosisz. Nikt się nie dowie, że jest otwarta. Zamkniesz ją w każdej chwili: `/{ command-inbox.name } { command-inbox-close.name }`.
inbox-open-already = Twoja skrzynka jest już otwarta. Zamkniesz ją w każdej chwili: `/{ command-inbox.name } { command-inbox-close.name }`.
inbox-unreachable = Skrzynka nie została otwarta, bo Discord nie pozwala mi do ciebie pisać. Zezwól na wiadomości prywatne z serwera, na którym jesteśmy oboje, nie blokuj mnie i spróbuj jeszcze raz.
inbox-welcome = **Twoja skrzynka jest otwarta.** Listy przychodzą tutaj, każdy najpierw sprawdzony. O każdym decydujesz ty: obejrzeć, odrzucić, zgłosić albo zablokować nadawcę. Z żadnego innego powodu nie piszę. `/{ command-inbox.name } { command-inbox-close.name }` kończy to w każdej chwili.
inbox-closed = **Twoja skrzynka jest zamknięta.** Nie dotrą już do ciebie żadne listy i nikt się o tym nie dowie. To, co już przyszło, zostaje, dopóki tego nie odrzucisz.
inbox-closed-already = Twoja skrzynka jest już zamknięta.
inbox-blocked = **Zablokowano.** Listy od tej osoby już do ciebie nie dotrą. Ta osoba się o tym nie dowie.
inbox-blocked-already = Ta osoba jest już zablokowana.
inbox-block-self = Nie możesz zablokować siebie. Wskaż inną osobę.
inbox-full = Na liście zablokowanych nie ma już miejsca. Najpierw kogoś z niej zdejmij: `/{ command-inbox.name } { command-inbox-unblock.name }`.
inbox-unblocked = Listy od tej osoby mogą znów do ciebie docierać, dopóki skrzynka jest otwarta. Ta osoba się o tym nie dowie.
inbox-unblocked-not = Ta osoba nie jest zablokowana.
inbox-list = Czyje listy do ciebie nie docierają
inbox-list-empty = Nikt nie jest zablokowany.

## Kto pisze list

letter-form = Napisz list
letter-form-text = Twój tekst
letter-form-files = Obrazy i filmy
letter-form-files-more = Do 10, sprawdzane, zanim coś zostanie wysłane. Po 10 MiB, razem 25 MiB.
letter-sent = **Twój list jest w drodze.** Jeśli skrzynka tej osoby jest dla ciebie otwarta, dotrze. Czy dotarł, to już jej sprawa.
letter-warned-title = Zanim coś zostanie wysłane
letter-warned-seen = Co zgłosił program
letter-warned-file = **{ $file }** może przedstawiać: { $label }.
letter-warned-law-title = Prawo
letter-warned-law = Wysłanie takiego obrazu komuś, kto o niego nie prosił, może być przestępstwem.
letter-warned-on = Jeśli wyślesz mimo to
letter-warned-then = Ta osoba zobaczy twoją nazwę, twój tekst i nierozpoznawalny podgląd i zdecyduje, czy patrzeć. Jeśli to zgłosi, w zapisie będzie, że przeczytano to ostrzeżenie i list mimo to wysłano. Na razie nic nie wysłano. Masz 15 minut na decyzję.
letter-cancelled = Anulowano. Nic nie zostało wysłane i nic z tego nie jest przechowywane.
letter-run-out = Ten list już nie czeka, a ten przycisk niczego nie wysłał. Jeśli minęło więcej niż 15 minut, napisz go jeszcze raz: `/{ command-send.name }`.
letter-too-late = List wyszedł, zanim naciśnięto przycisk, i nie można go już anulować.
letter-refused-self = Nie możesz napisać listu do siebie. Wskaż inną osobę.
letter-refused-bot = To bot. Listy są dla ludzi.
letter-refused-empty = Nic nie wysłano: list był pusty. Napisz coś albo dodaj obraz.
letter-refused-too_long = Nic nie wysłano: list może mieć 2000 znaków. Skróć go i wyślij jeszcze raz.
letter-refused-too_many = Nic nie wysłano: list może mieć 10 plików. Usuń kilka i wyślij go jeszcze raz.
letter-refused-too_large = Nic nie wysłano: plik może mieć 10 MiB, a wszystkie razem 25 MiB. Wybierz mniejsze albo mniej i wyślij list jeszcze raz.
letter-refused-pending = Nic nie wysłano: pięć twoich listów już czeka. Zdecyduj o jednym z nich albo spróbuj za 15 minut.
letter-refused-a_day = Nic nie wysłano: w ciągu 24 godzin napisano już 20 listów, więcej się nie da. Spróbuj jutro.
letter-refused-a_day_to_one = Nic nie wysłano: w ciągu 24 godzin ta osoba dostała od ciebie trzy listy. Daj jej czas i spróbuj jutro.
letter-refused-unscreened =
    {""}**Nic nie wysłano**, bo nie wszystkie pliki dało się sprawdzić:
    { $files }
    Usuń je albo wybierz inne i wyślij list jeszcze raz.
letter-refused-broken = Nic nie wysłano: Twojego listu nie dało się teraz przyjąć i nic z niego nie jest przechowywane. Spróbuj za kilka minut.
letter-reason-too_large = jest większy, niż wolno
letter-reason-timeout = skończył się czas na sprawdzenie
letter-reason-undecodable = jest uszkodzony albo nie jest tym, za co się podaje
letter-reason-unsupported = to nie jest obraz ani film, który mogę obejrzeć
letter-reason-fetch_failed = nie dało się go pobrać z Discorda
letter-reason-overloaded = w tej chwili jest za dużo do sprawdzenia
letter-reason-crashed = sprawdzanie nieoczekiwanie się zakończyło
button-letter-go = Wyślij mimo to
button-letter-cancel = Anuluj

## Kto dostaje list

letter-title = List od { $name }
letter-from = Od
letter-where = Wysłano z serwera
letter-files = Obrazy i filmy
letter-plain = { $files ->
    [one] Jeden plik. Program go sprawdził i niczego nie zgłosił.
    [few] { $files } pliki. Program je sprawdził i niczego nie zgłosił.
    [many] { $files } plików. Program je sprawdził i niczego nie zgłosił.
   *[other] { $files } pliku. Program je sprawdził i niczego nie zgłosił.
}
letter-permitted = { $files ->
    [one] Jeden plik. Ta osoba ma twoją zgodę na wysyłanie ci takich obrazów bez rozmycia.
    [few] { $files } pliki. Ta osoba ma twoją zgodę na wysyłanie ci takich obrazów bez rozmycia.
    [many] { $files } plików. Ta osoba ma twoją zgodę na wysyłanie ci takich obrazów bez rozmycia.
   *[other] { $files } pliku. Ta osoba ma twoją zgodę na wysyłanie ci takich obrazów bez rozmycia.
}
letter-shielded = { $files ->
    [one] Jeden plik. Może zawierać nagość lub treści seksualne. Nie musisz patrzeć i nikomu nie musisz odpowiadać.
    [few] { $files } pliki. Mogą zawierać nagość lub treści seksualne. Nie musisz patrzeć i nikomu nie musisz odpowiadać.
    [many] { $files } plików. Mogą zawierać nagość lub treści seksualne. Nie musisz patrzeć i nikomu nie musisz odpowiadać.
   *[other] { $files } pliku. Mogą zawierać nagość lub treści seksualne. Nie musisz patrzeć i nikomu nie musisz odpowiadać.
}
letter-copies = { $copies ->
    [one] Załączony obraz to nierozpoznawalna kopia.
    [few] Załączone obrazy to nierozpoznawalne kopie.
    [many] Załączone obrazy to nierozpoznawalne kopie.
   *[other] Załączone obrazy to nierozpoznawalne kopie.
}
letter-foot = Sprawdzone przez program, który może się mylić. Listy przychodzą, bo twoja skrzynka jest otwarta.
button-letter-view = Obejrzyj
button-letter-view-once = Obejrzyj raz
button-letter-decline = Odrzuć
button-letter-report = Zgłoś
button-letter-block = Zablokuj
letter-view = Tylko ty to widzisz.
letter-view-once = Tylko ty to widzisz i nie zostanie to pokazane ponownie.
letter-no-view-gone = Nic z tego listu nie jest już przechowywane, więc nie ma czego pokazać.
letter-no-view-lapsed = Plików już nie ma. Leżały tylko tam, gdzie przesłał je nadawca, i można je stamtąd pobierać przez mniej więcej dobę.
letter-no-view-seen = To już raz zostało pokazane i nie zostanie pokazane ponownie.
letter-no-view-changed = To, co tam teraz leży, nie jest tym, co sprawdzono, więc nie zostanie pokazane.
letter-no-view-later = Plików nie dało się teraz pobrać lub sprawdzić. Spróbuj za minutę.
letter-no-view-shielded = Po ponownym sprawdzeniu: to może zawierać nagość lub treści seksualne. Nie musisz patrzeć. Pokażę to tylko, jeśli naciśniesz „Obejrzyj raz”.
letter-declined = Odrzucono. Nic z tego listu nie jest przechowywane, a nadawca się o tym nie dowie.
letter-blocked = Zablokowano. Nic z tego listu nie jest przechowywane, listy od tej osoby już do ciebie nie dotrą, a ona się o tym nie dowie.
letter-block-gone = Nic z tego listu nie jest już przechowywane, nawet to, kto go wysłał. Aby kogoś zablokować, użyj `/{ command-inbox.name } { command-inbox-block.name }`.
letter-forgotten = Ten list usunięto, bo ktoś w nim może mieć mniej niż 18 lat. Nic z niego nie jest tu przechowywane.
letter-report-ask =
    {""}**Czy powiadomić moderację serwera { $server }?**
    Powstanie wtedy sprawa: kto i kiedy wysłał ten list, co zgłosił program i czy nadawcę ostrzeżono, a on mimo to wysłał list. Nie ma w niej obrazu. Jest w niej zapisane, że list dotarł do ciebie.
    Możesz też zachować to wszystko jako zapis tylko dla siebie. Nikt inny go nie zobaczy.
letter-report-own = Czy zachować to jako zapis tylko dla ciebie? Jest w nim, kto i kiedy wysłał ten list, co zgłosił program i czy nadawcę ostrzeżono, a on mimo to wysłał list. Nie ma w nim obrazu i nikt inny go nie zobaczy. Nie ma moderacji, którą można powiadomić: list nie został wysłany z serwera, na którym jesteśmy oboje.
button-letter-tell = Powiadom moderację
button-letter-keep = Zachowaj zapis dla mnie
letter-report-told = Moderacja została powiadomiona: **sprawa { $case }**. Nie musisz robić nic więcej.
letter-report-kept = **Zachowano jako twój własny zapis { $number }.** Nikogo nie powiadomiono i nikt inny go nie zobaczy. `/{ command-privacy.name } { command-privacy-records.name }` pokazuje, co przechowujesz, i to usuwa.
letter-report-failed = **Sprawa { $case }** jest zapisana, ale stąd nie udało się powiadomić moderacji. Napisz do kogoś z moderacji i podaj ten numer. Nie wysyłaj obrazu.
letter-report-gone = Nic z tego listu nie jest już przechowywane, więc nie można utworzyć sprawy. Wiadomość nadal możesz zgłosić do Discorda; „Uzyskaj pomoc” pokazuje, jak.

## Polecenia, jak pokazuje je Discord

command-inbox =
    .name = skrzynka
    .description = Listy do ciebie, sprawdzane, zanim dotrą
command-inbox-open =
    .name = otwórz
    .description = Pozwól pisać do siebie przez tego bota, dopóki tego nie zamkniesz
command-inbox-close =
    .name = zamknij
    .description = Nie pozwalaj nikomu pisać do siebie przez tego bota
command-inbox-block =
    .name = zablokuj
    .description = Nie dopuszczaj do siebie listów jednej osoby
command-inbox-block-person =
    .name = osoba
    .description = Czyje listy mają do ciebie nie docierać
command-inbox-unblock =
    .name = odblokuj
    .description = Pozwól znów pisać do siebie zablokowanej osobie
command-inbox-unblock-person =
    .name = osoba
    .description = Czyje listy mogą znów do ciebie docierać
command-inbox-blocked =
    .name = zablokowani
    .description = Czyje listy do ciebie nie docierają
command-send =
    .name = wyślij
    .description = Napisz do kogoś, kto ma skrzynkę: list jest sprawdzany, zanim dotrze
command-send-person =
    .name = osoba
    .description = Do kogo chcesz napisać
