### Private looks, the bot's own conversation, records of one's own. How a text is changed: docs/languages.md.

## What a look found

screen-flagged = To może zawierać nagość lub treści seksualne.
screen-clean = Nie znalazłem niczego z tego, czego szukam. Program może coś przeoczyć.
screen-partly = Nie udało mi się obejrzeć wszystkiego.
screen-line-explicit = { $name }: być może widać: **{ $label }**
screen-line-suspect = { $name }: być może widać: **{ $label }**, ale mniej pewnie
screen-line-clean = { $name }: nic nie znaleziono
screen-line-unscreened = { $name }: nie obejrzano.
screen-frames = obejrzane klatki: { $seen } z { $frames }
screen-more = … i jeszcze { $count }
screen-copies = { $copies ->
    [one] Obraz poniżej to nierozpoznawalna kopia, zrobiona tutaj.
   *[other] Obrazy poniżej to nierozpoznawalne kopie, zrobione tutaj.
}
screen-next = Nie musisz na to patrzeć i nikomu nie musisz odpowiadać. Jeśli ktoś na tym może mieć mniej niż 18 lat, naciśnij najpierw ten przycisk.
screen-foot = Widzisz to tylko ty. Obraz nie jest przechowywany i nikt się nie dowiedział.
screen-foot-conversation = Ta rozmowa zostaje między tobą a mną. Obraz nie jest przechowywany i nikt się nie dowiedział.
screen-consented = Pozwalasz tej osobie wysyłać ci takie obrazy, więc nie ma kopii ani zapisu. Widzisz to tylko ty.
screen-own-flagged = Na serwerze z tym botem może to zostać usunięte. Kogoś, kto o to nie prosił, może to zszokować.
screen-busy = Zajmuję się jeszcze twoją poprzednią prośbą albo było ich bardzo dużo. Spróbuj ponownie za kilka minut.
screen-none = Ta wiadomość nie pokazuje żadnego obrazu ani filmu, który mógłbym obejrzeć. Pomoc i tak jest.
screen-none-preview = Podglądu linku jeszcze nie ma. Spróbuj ponownie za chwilę.
screen-none-forward = Discord nie przekazał mi, co pokazuje ta przekazana dalej wiadomość, więc nie mogę tego obejrzeć. Pomoc i tak jest.
screen-hello =
    {""}**Cześć.** Jestem botem i żaden człowiek tego nie czyta. Nie musisz mi niczego pokazywać.
    Jeśli ktoś wysłał ci coś, czego nie chcesz: otwórz menu tej wiadomości, potem „Aplikacje”, potem „{ command-screen-image.name }” albo „{ command-get-help-with-this.name }”. Odpowiedź widzisz tylko ty. Najpierw dodaj mnie do swojego konta.
    Pomoc bez żadnego obrazu: `/{ command-help-me.name }`

screen-why-too_large = Plik jest za duży.
screen-why-timeout = Trwało to za długo.
screen-why-undecodable = Plik jest uszkodzony albo nie jest obrazem ani filmem.
screen-why-unsupported = Plików tego rodzaju nie da się obejrzeć.
screen-why-fetch_failed = Discord nie dał mi pliku; być może jego link wygasł. Użyj polecenia na tej wiadomości jeszcze raz.
screen-why-overloaded = Jest teraz za dużo pracy. Spróbuj ponownie za kilka minut.
screen-why-crashed = Program, który to ogląda, poddał się.

screen-name-attachment = Plik
screen-name-embed = Podgląd linku
screen-name-forward = Przekazany obraz
screen-name-sticker = Naklejka
screen-name-emoji = Emotikon
screen-name-component = Obraz w wiadomości
screen-name-avatar = Zdjęcie profilowe

## Records of one's own

button-keep-private = Zachowaj zapis dla mnie
button-erase-private = Usuń ten zapis
private-kept = **Zachowano jako twój zapis { $number }.** Mówi on, kto wysłał jaki plik, kiedy i gdzie, z odciskami tego pliku. Obrazu w nim nie ma. Nikt inny go nie widzi. Aby go zobaczyć, zabrać lub usunąć: `/{ command-privacy.name } { command-privacy-records.name }`. Jest przechowywany do { $day }.
private-full = Masz już tyle zapisów, ile się mieści. Usuń najpierw jeden z nich: `/{ command-privacy.name } { command-privacy-records.name }`.
private-forgotten = Nie wiem już, co tam było, bo bez twojego słowa nic z tego nie jest przechowywane. Użyj polecenia na tej wiadomości jeszcze raz i naciśnij w ciągu 15 minut.
private-unknown = Nie masz zapisu { $number }.
private-none = Nie masz żadnych zapisów.
private-handed = Ten plik jest dla ciebie i dla tych, którym zechcesz go dać. Zapis jest przechowywany do { $day }.
private-erased = Zapis { $number } jest usunięty.
private-line = **Zapis { $number }** · wysłane { $day } przez { $sender } · { $link }
private-list-foot = Aby dostać jeden z nich jako PDF albo go usunąć, podaj jego numer. Nikt inny tego nie widzi.

## Commands, as Discord lists them

command-screen-image =
    .name = Sprawdź obraz
command-screen =
    .name = sprawdź
    .description = Obejrzenie twojego pliku, zanim go wyślesz; prywatnie
command-screen-file =
    .name = plik
    .description = Obraz lub film; nikt inny go nie widzi i nie jest przechowywany
command-privacy-records =
    .name = zapisy
    .description = Zapisy, które przechowujesz dla siebie
command-privacy-records-number =
    .name = numer
    .description = Jeden z nich: jako PDF i do usunięcia
