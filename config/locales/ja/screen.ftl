### Private looks, the bot's own conversation, records of one's own. How a text is changed: docs/languages.md.

## What a look found

screen-flagged = ヌードや性的な内容が含まれている可能性があります。
screen-clean = 探しているものは見つかりませんでした。ソフトウェアは見落とすことがあります。
screen-partly = すべてを確認することはできませんでした。
screen-line-explicit = { $name }：**{ $label }**が含まれている可能性があります
screen-line-suspect = { $name }：**{ $label }**が含まれている可能性がありますが、確かさは低めです
screen-line-clean = { $name }：見つかりませんでした
screen-line-unscreened = { $name }：確認していません。
screen-frames = { $frames }コマ中{ $seen }コマを確認
screen-more = ほかに{ $count }件
screen-copies = { $copies ->
   *[other] 下の画像は、ここで作った、元が分からないコピーです。
}
screen-next = 見る必要はありません。だれにも返事をしなくてかまいません。写っている人が18歳未満かもしれないときは、先にそのボタンを押してください。
screen-foot = これはあなただけに見えます。画像は保存されず、だれにも知らせていません。
screen-foot-conversation = このやり取りは、あなたとボットだけのものです。画像は保存されず、だれにも知らせていません。
screen-consented = あなたはこの人がこうした画像を送ることを許可しています。そのため、コピーも記録もありません。これはあなただけに見えます。
screen-own-flagged = このボットがいるサーバーでは、取り下げられることがあります。望んでいない人には、つらい思いをさせるかもしれません。
screen-busy = 前のご依頼を確認しているところか、回数がとても多くなっています。数分後にもう一度お試しください。
screen-none = このメッセージには、確認できる画像や動画がありません。助けはいつでも得られます。
screen-none-preview = リンクのプレビューがまだ届いていません。少し後でもう一度お試しください。
screen-none-forward = この転送の中身はDiscordから渡されなかったため、確認できません。助けはいつでも得られます。
screen-hello =
    {""}**こんにちは。** 私はボットで、ここを読む人はいません。何も見せる必要はありません。
    望まないものを送られたときは、そのメッセージのメニューを開き、「アプリ」から「{ command-screen-image.name }」か「{ command-get-help-with-this.name }」を選んでください。答えはあなただけに見えます。その前に、このボットを自分のアカウントに追加してください。
    画像なしで助けを得るには：`/{ command-help-me.name }`

screen-why-too_large = 大きすぎます。
screen-why-timeout = 時間がかかりすぎました。
screen-why-undecodable = ファイルが壊れているか、画像や動画ではありません。
screen-why-unsupported = この種類のファイルは確認できません。
screen-why-fetch_failed = Discordからファイルを受け取れませんでした。リンクの期限が切れたのかもしれません。メッセージでもう一度コマンドを使ってください。
screen-why-overloaded = いまは処理が混み合っています。数分後にもう一度お試しください。
screen-why-crashed = 確認するプログラムが途中で止まりました。

screen-name-attachment = ファイル
screen-name-embed = リンクのプレビュー
screen-name-forward = 転送された画像
screen-name-sticker = スタンプ
screen-name-emoji = 絵文字
screen-name-component = メッセージ内の画像
screen-name-avatar = 送信者のアイコン

## Records of one's own

button-keep-private = 自分のために記録する
button-erase-private = この記録を消す
private-kept = **あなたの記録{ $number }として残しました。** だれが、いつ、どこで、どのようなファイルを送ったかと、その指紋（識別用の値）が入っています。画像は入っていません。ほかの人には見えません。見る、持ち出す、消すには：`/{ command-privacy.name } { command-privacy-records.name }`。{ $day }まで保存されます。
private-full = 記録がいっぱいです。先にどれかを消してください：`/{ command-privacy.name } { command-privacy-records.name }`
private-forgotten = そこで何を確認したかは、もう分かりません。あなたの指示なしには何も残さないためです。メッセージでもう一度コマンドを使い、15分以内に押してください。
private-unknown = 記録{ $number }はありません。
private-none = 記録はありません。
private-handed = このファイルは、あなたと、あなたが渡したい人のためのものです。記録は{ $day }まで保存されます。
private-erased = 記録{ $number }を消しました。
private-line = **記録{ $number }** · { $day }に{ $sender }が送信 · { $link }
private-list-foot = PDFで受け取る、または消すには、番号を指定してください。ほかの人には見えません。

## Commands, as Discord lists them

command-screen-image =
    .name = 画像を確認する
command-screen =
    .name = 確認
    .description = 投稿する前に自分のファイルを確認する（自分だけに表示）
command-screen-file =
    .name = ファイル
    .description = 画像または動画。ほかの人には見えず、保存もされません
command-privacy-records =
    .name = 記録
    .description = 自分のために残している記録
command-privacy-records-number =
    .name = 番号
    .description = そのうちの一つ：PDFで受け取る、または消す
