### 記録と異議についてメンバーが読む文。変え方は docs/languages.md。

## A record of one's own

go-record = 自分用の記録を残す
go-withdraw = 頼んだことを忘れてもらう
record-head = **ケース{ $case }の、あなたのための記録**
record-receipt = • **受領証**があれば、記録が何も変えられていないことを後から示せます。
record-report = • **報告書**は、警察に行きたいと思ったときのためのものです。ほかの人のことは載っていません。
record-ids = メッセージ：{ $link }
    送ったアカウント：`{ $sender }`
record-unsigned = 今は受領証を作れません。後でもう一度押してください。
record-until = サーバーはこのケースを{ $day }まで保存します。
record-held = サーバーはこのケースを当面のあいだ保存します。
record-later = このファイルはあなただけのもので、画像は入っていません。ケースの様子は `/{ command-my-records.name }` で見られます。だれが頼んだかはモデレーターに知らされず、いつでも取り消せます。
record-withdrawn = 取り消しました。このケースはもうあなたと結びついていません。ケースそのものも、手元のファイルも、そのままです。
record-not-yours = 記録は、これが投稿されたチャンネルを見られる人のためのものです。
record-gone = このケースはもうありません。

records-none = あなたのための記録はまだありません。
records-head = **様子を知りたいケース**
records-appeals = **あなたの異議**
records-menu = 頼んだことを忘れてもらうケース
records-option = ケース{ $case } · { $server }
standing-open = 確認中
standing-upheld = 確認済み：そのまま
standing-overturned = 確認済み：取り消し
standing-expired = 保存期間が過ぎて消去
standing-erased = 消去

command-my-records =
    .name = わたしの記録
    .description = 様子を知りたいケースが今どうなっているか
command-flashguard-export =
    .name = 報告書
    .description = ケースの報告書を、自分だけのファイルで（画像なし）
command-flashguard-export-case =
    .name = ケース
    .description = お知らせとモデレーター向けの記事にある番号
command-flashguard-export-format =
    .name = 形式
    .description = pdfとhtmlは読むため、jsonとcaseはプログラムのため

## The sender's appeal

button-why-hidden = なぜ隠されたのですか
button-appeal = 異議を申し立てる
appeal-how = 間違いだと思うときは、**異議を申し立てる**を押してください。モデレーターにもう一度見てもらうよう頼みます。できるのは一度だけで、{ $day }までです。
appeal-yours = あなたの異議
appeal-stands-open = あなたの異議はモデレーターに届いています。まだ決まっていません。
appeal-stands-upheld = モデレーターがもう一度見ました。決定はそのままです。
appeal-stands-overturned = モデレーターがもう一度見ました。間違いでした。
appeal-overturned = モデレーターがすでに見て、間違いだったとしています。異議の必要はありません。
appeal-late = 異議を申し立てられる期間は過ぎました。
appeal-already = このケースにはもう異議を申し立ててあります。お知らせの二つ目のボタンか `/{ command-my-records.name }` で様子を見られます。
appeal-not-yours = 異議を申し立てられるのは、投稿した本人だけです。

appeal-form = ケース{ $case }への異議
appeal-reason = なぜ間違いだと思いますか
appeal-reason-more = 自分の言葉で書いてください。画像を説明する必要はありません。
appeal-picture = その画像をもう一度（望む場合だけ）
appeal-picture-more = ソフトが比べるだけで、残しません。18歳未満かもしれない人が写っているなら、絶対に送らないでください。
appeal-empty = なぜ間違いだと思うかを書いてください。まだ何も送られていません。
appeal-sent = あなたの異議はモデレーターに届きました。後で同じボタンを押すか `/{ command-my-records.name }` を使うと、決まったことが見られます。
appeal-kept = あなたの異議は記録されました。今はモデレーターに伝えられませんでしたが、ボットがまた試みます。自分でケース番号を伝えることもできます。
