### 届く前に調べられる、メンバー同士の手紙。文の直し方と訳し方: docs/languages.md

## 受信箱を持つ人

inbox-open = **受信箱を開きました。** あなたにメッセージを送りました。手紙はそこに届きます。どの手紙も先に調べ、あなたが求めるまで、だれの画像も見せません。開いていることは、だれにも知らされません。`/{ command-inbox.name } { command-inbox-close.name }` でいつでも閉じられます。
inbox-open-already = 受信箱はもう開いています。`/{ command-inbox.name } { command-inbox-close.name }` でいつでも閉じられます。
inbox-unreachable = Discordの設定により、あなたにメッセージを送れないため、受信箱を開けませんでした。一緒にいるサーバーからのダイレクトメッセージを許可し、このボットをブロックしていないことを確かめて、もう一度試してください。
inbox-welcome = **受信箱が開いています。** 手紙はここに届きます。どの手紙も先に調べます。見る、断る、報告する、送った人をブロックする。どうするかは、一通ごとにあなたが決めます。それ以外の理由であなたに送ることはありません。`/{ command-inbox.name } { command-inbox-close.name }` でいつでも終わりにできます。
inbox-closed = **受信箱を閉じました。** もう手紙は届きません。だれにも知らされません。すでに届いたものは、断るまで残ります。
inbox-closed-already = 受信箱はもう閉じています。
inbox-blocked = **ブロックしました。** その人の手紙はもう届きません。相手には知らされません。
inbox-blocked-already = その人はもうブロックしています。
inbox-block-self = 自分をブロックすることはできません。ほかの人を指定してください。
inbox-full = ブロックできる人数がいっぱいです。先に `/{ command-inbox.name } { command-inbox-unblock.name }` でだれかを外してください。
inbox-unblocked = 受信箱が開いているあいだ、その人の手紙はまた届くようになります。相手には知らされません。
inbox-unblocked-not = その人はブロックしていません。
inbox-list = 手紙が届かない相手
inbox-list-empty = だれもブロックしていません。

## 手紙を書く人

letter-form = 手紙を書く
letter-form-text = 本文
letter-form-files = 画像と動画
letter-form-files-more = 10個まで。送る前に調べます。1個10 MiB、合わせて25 MiBまで。
letter-sent = **手紙を送り出しました。** 相手の受信箱があなたに開いていれば届きます。届いたかどうかは、相手だけが知っています。
letter-warned-title = 送る前に
letter-warned-seen = ソフトウェアが示したこと
letter-warned-file = **{ $file }** には、{ $label }が写っている可能性があります。
letter-warned-law-title = 法律
letter-warned-law = このような画像を、求めていない人に送ることは、犯罪になることがあります。
letter-warned-on = それでも送ると
letter-warned-then = 相手にはあなたの名前と本文、何か分からない見本が見え、見るかどうかは相手が決めます。相手が報告すると、あなたがこれを知らされたうえで送ったことが記録に載ります。まだ何も送っていません。15分以内に決めてください。
letter-cancelled = 取りやめました。何も送っておらず、何も残していません。
letter-run-out = この手紙はもう待っていません。このボタンでは何も送られていません。15分を過ぎた場合は、`/{ command-send.name }` でもう一度書いてください。
letter-too-late = 押す前に送られたため、もう取りやめられません。
letter-refused-self = 自分に手紙を書くことはできません。ほかの人を指定してください。
letter-refused-bot = それはボットです。手紙は人に宛てて書いてください。
letter-refused-empty = 何も送っていません。手紙が空でした。何か書くか、画像を加えてください。
letter-refused-too_long = 何も送っていません。手紙は2,000文字までです。短くして、もう一度送ってください。
letter-refused-too_many = 何も送っていません。ファイルは10個までです。減らして、もう一度送ってください。
letter-refused-too_large = 何も送っていません。ファイルは1個10 MiB、合わせて25 MiBまでです。小さいものにするか減らして、もう一度送ってください。
letter-refused-pending = 何も送っていません。あなたの手紙がもう5通待っています。どれかについて決めるか、15分後にもう一度試してください。
letter-refused-a_day = 何も送っていません。24時間に書ける手紙は20通までです。明日もう一度試してください。
letter-refused-a_day_to_one = 何も送っていません。この人には24時間に3通書いています。時間をおいて、明日もう一度試してください。
letter-refused-unscreened =
    {""}**何も送っていません。** 調べられなかったファイルがあります。
    { $files }
    これらを外すか別のものにして、もう一度送ってください。
letter-refused-broken = 何も送っていません。いま手紙を受け取れませんでした。何も残していません。数分後にもう一度試してください。
letter-reason-too_large = 大きすぎます
letter-reason-timeout = 時間切れになりました
letter-reason-undecodable = 壊れているか、表示と中身が違います
letter-reason-unsupported = 調べられる画像や動画ではありません
letter-reason-fetch_failed = Discordからダウンロードできませんでした
letter-reason-overloaded = いま調べるものが多すぎます
letter-reason-crashed = 調べている途中で予期せず終わりました
button-letter-go = それでも送る
button-letter-cancel = 取りやめる

## 手紙を受け取る人

letter-title = { $name }さんからの手紙
letter-from = 差出人
letter-where = 送られたサーバー
letter-files = 画像と動画
letter-plain = { $files ->
   *[other] ファイルが{ $files }個。ソフトウェアが調べ、何も示しませんでした。
}
letter-permitted = { $files ->
   *[other] ファイルが{ $files }個。このような画像をぼかさずに送ることを、あなたはこの人に許可しています。
}
letter-shielded = { $files ->
   *[other] ファイルが{ $files }個。裸や性的な内容を含む可能性があります。見なくてかまいません。だれにも返事をする必要はありません。
}
letter-copies = { $copies ->
   *[other] 添付の画像は、何か分からないようにした写しです。
}
letter-foot = ソフトウェアが調べたもので、間違うことがあります。受信箱が開いているので手紙が届きます。
button-letter-view = 見る
button-letter-view-once = 一度だけ見る
button-letter-decline = 断る
button-letter-report = 報告する
button-letter-block = ブロックする
letter-view = これはあなただけに見えています。
letter-view-once = これはあなただけに見えています。もう一度表示されることはありません。
letter-no-view-gone = この手紙はもう何も残っていないため、見せるものがありません。
letter-no-view-lapsed = ファイルはもうありません。送った人がアップロードした場所にだけあり、取り出せるのは一日ほどです。
letter-no-view-seen = 一度見たため、もう表示されません。
letter-no-view-changed = いまそこにあるものは、調べたものと違うため、表示しません。
letter-no-view-later = いまファイルを取り出せないか、調べられません。1分後にもう一度試してください。
letter-no-view-shielded = もう一度調べたところ、裸や性的な内容を含む可能性があります。見なくてかまいません。「一度だけ見る」を押したときだけ表示します。
letter-declined = 断りました。この手紙は何も残っておらず、送った人には知らされません。
letter-blocked = ブロックしました。この手紙は何も残っておらず、この人の手紙はもう届きません。相手には知らされません。
letter-block-gone = この手紙はもう何も残っておらず、だれが送ったかも分かりません。ブロックするには `/{ command-inbox.name } { command-inbox-block.name }` を使ってください。
letter-forgotten = 18歳未満の人が写っている可能性があるため、この手紙を消しました。ここには何も残っていません。
letter-report-ask =
    {""}**{ $server } のモデレーターに伝えますか。**
    伝えると、ケースとして記録されます。だれがいつこの手紙を送ったか、ソフトウェアが何を示したか、送った人が警告を受けたうえで送ったかどうかです。画像は含みません。受け取った人としてあなたの名前が載ります。
    または、これらをあなただけの記録として残せます。ほかの人には見えません。
letter-report-own = これをあなただけの記録として残しますか。だれがいつこの手紙を送ったか、ソフトウェアが何を示したか、送った人が警告を受けたうえで送ったかどうかが載ります。画像は含まず、ほかの人には見えません。あなたとこのボットが一緒にいるサーバーから送られた手紙ではないため、伝えられるモデレーターはいません。
button-letter-tell = モデレーターに伝える
button-letter-keep = 自分の記録として残す
letter-report-told = モデレーターに知らせました: **ケース{ $case }**。ほかにすることはありません。
letter-report-kept = **あなただけの記録{ $number }として残しました。** だれにも知らせておらず、ほかの人には見えません。`/{ command-privacy.name } { command-privacy-records.name }` で見たり消したりできます。
letter-report-failed = **ケース{ $case }** を記録しましたが、ここからモデレーターに知らせることができませんでした。モデレーターのだれかに、この番号を伝えてください。画像は送らないでください。
letter-report-gone = この手紙はもう何も残っていないため、ケースにできません。メッセージをDiscordに報告することはできます。方法は「助けを得る」で見られます。

## Discordに表示されるコマンド

command-inbox =
    .name = 受信箱
    .description = 届く前に調べられる、あなた宛ての手紙
command-inbox-open =
    .name = 開く
    .description = 閉じるまで、このボットを通してあなたに書けるようにする
command-inbox-close =
    .name = 閉じる
    .description = このボットを通してだれもあなたに書けないようにする
command-inbox-block =
    .name = ブロック
    .description = ある人の手紙が届かないようにする
command-inbox-block-person =
    .name = 相手
    .description = だれの手紙を届かないようにするか
command-inbox-unblock =
    .name = ブロック解除
    .description = ブロックした人がまたあなたに書けるようにする
command-inbox-unblock-person =
    .name = 相手
    .description = だれの手紙がまた届いてよいか
command-inbox-blocked =
    .name = ブロック一覧
    .description = だれの手紙が届かないかを見る
command-send =
    .name = 送る
    .description = 受信箱を持つ人に書く。届く前に調べられます
command-send-person =
    .name = 相手
    .description = だれに書くか
