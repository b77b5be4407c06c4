### One person's permission to one other. How a text is changed or translated: docs/languages.md.

consent-given = **{ $person } さんに許可しました。** あなただけのために画像の確認を頼んだとき、この人の画像はぼかさずに表示され、ケースは作られません。
consent-until = 許可は自動で終わります: { $end }
consent-open = あなたが取り消すまで有効です。
consent-limits = ほかの人も見るサーバーのチャンネルでは使われません。画像の中の人が18歳未満かもしれない場合には、決して使われません。
consent-untold = 許可したことも取り消したことも、相手には知らされません。`/{ command-consent.name } { command-consent-revoke.name }` でいつでも取り消せます。その人がサーバーであなたに送った画像がケースになった場合、そのとき何を許可していたかが記録に残ります。
consent-self = 許可はほかの人へのものです。別の人を選んでください。
consent-too-many = すでに { $most } 件の許可があります。先にどれかを取り消してください。
consent-title = ぼかさずに見る画像の送り主
consent-nobody = いま有効な許可はありません。
consent-revoked = **取り消しました。** { $person } さんの画像は、またぼかして表示されます。相手には知らされません。
consent-none = { $person } さんへの有効な許可はありません。

## Commands, as Discord lists them

command-consent =
    .name = 同意
    .description = だれの画像をぼかさずに見たいか
command-consent-allow =
    .name = 許可
    .description = 一人の人の画像を、取り消すまでぼかさずに見る
command-consent-allow-person =
    .name = 相手
    .description = だれの画像をぼかさずに見たいか
command-consent-allow-days =
    .name = 日数
    .description = 何日間か。数を入れなければ、取り消すまで有効です
command-consent-list =
    .name = 一覧
    .description = だれに許可しているかを見る
command-consent-revoke =
    .name = 取り消し
    .description = 許可を取り消す
command-consent-revoke-person =
    .name = 相手
    .description = だれの画像をまたぼかしたいか
