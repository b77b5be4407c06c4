### メンバーが読む文。変え方は docs/languages.md。

## The public notice

notice-hidden = **ここではリンクのプレビューを隠しました。** リンク先には裸や性的な内容が含まれている可能性があります。リンクそのものは残っています。開く前によく考えてください。
notice-unscreened = **ここの投稿を削除しました。** 中の画像を確認できませんでした。
notice-one = **ここの画像を削除しました。** 裸や性的な内容が含まれている可能性があります。
notice-many = **ここの投稿（画像{ $images }枚）を削除しました。** うち{ $flagged }枚に、裸や性的な内容が含まれている可能性があります。
notice-copies = { $copies ->
   *[other] 下の画像は、元が分からないようにした写しです。
}
notice-foot = このサーバーのボットが自動で確認しました。間違うこともあります。
case-number = ケース{ $case }
button-help = 助けを求める
button-why = なぜ削除されたのですか

## Why was this removed?

why-rule = このサーバーでは、ほかの人が見ることになる前に、ソフトが画像に裸や性的な内容がないか確認します。
why-found = ここでは**{ $label }**のように見えるものが検出されました。
why-kept = 画像を見た人はいません。ソフトは間違うことがあります。画像そのものは保存されません。だれが、どんな種類の画像を、いつどこに投稿したかは記録されます。
why-mistake = 間違いだと思うときは、モデレーターに伝えてください。
why-mistake-case = 間違いだと思うときは、モデレーターに**ケース{ $case }**と伝えてください。
why-not-again = 見せるために画像をもう一度投稿しないでください。

sender-title = あなたの投稿について
sender-what = 何があったか
sender-what-text = このサーバーのボットが、あなたの投稿を取り下げました。裸や性的な内容が含まれている可能性があります。
sender-what-hidden = このサーバーのボットが、あなたが投稿したリンクのプレビューを隠しました。リンク先に裸や性的な内容が含まれている可能性があります。
sender-what-unscreened = このサーバーのボットが、あなたの投稿を取り下げました。確認できなかったためです。
sender-rule = ここの決まり
sender-rule-genitals = ここでは、裸の性器が写っている可能性のある画像は取り下げられます。
sender-rule-standard = ここでは、裸や性的な内容の可能性のある画像は取り下げられます。
sender-rule-strict = ここでは、裸や性的な内容の可能性のある画像は、一部が隠れていても取り下げられます。
sender-rule-nsfw = 年齢制限のあるチャンネルは、ボットは見ません。
sender-law = このサーバーのある場所の法律
sender-law-foot = あなたやあなたの投稿を評価するものではありません。法律が当てはまるかどうかは、ほかの人が判断します。
sender-mistake = 間違いのときは
sender-told = あなたが尋ねたことは、だれにも知らされません。

label-FEMALE_GENITALIA_COVERED = 覆われた女性器
label-FACE_FEMALE = 女性の顔
label-BUTTOCKS_EXPOSED = 裸の尻
label-FEMALE_BREAST_EXPOSED = 裸の女性の胸
label-FEMALE_GENITALIA_EXPOSED = 見えている女性器
label-MALE_BREAST_EXPOSED = 裸の男性の胸
label-ANUS_EXPOSED = 見えている肛門
label-FEET_EXPOSED = 裸足
label-BELLY_COVERED = 覆われた腹
label-FEET_COVERED = 覆われた足
label-ARMPITS_COVERED = 覆われた脇
label-ARMPITS_EXPOSED = 裸の脇
label-FACE_MALE = 男性の顔
label-BELLY_EXPOSED = 裸の腹
label-MALE_GENITALIA_EXPOSED = 見えている男性器
label-ANUS_COVERED = 覆われた肛門
label-FEMALE_BREAST_COVERED = 覆われた女性の胸
label-BUTTOCKS_COVERED = 覆われた尻

## The help panel

panel-start =
    {""}**あなたは何も悪くありません。だれにも返事をする必要はありません。**
    これはあなただけに見えています。ゆっくりで大丈夫です。あなたが頼まないかぎり、選んだことは何も保存されません。

    {""}**今、危険な状態の人はいますか。**
    {""}**画像に写っている人やあなたが、18歳未満の可能性はありますか。**

    もしそうなら、当てはまるボタンを押してください。まず別の手順をお見せします。
panel-what =
    {""}**何がありましたか。**
    いちばん近いものを選んでください。説明する必要はなく、画像を求められることもありません。
panel-where =
    {""}**どこに住んでいますか。**
    これで、表示される法律と相談窓口が決まります。推測はせず、閉じると忘れます。
panel-closed = 閉じました。だれにも知らされず、何も保存されていません。いつでも `/{ command-help-me.name }` で戻れます。
panel-what-menu = 何がありましたか
panel-where-menu = どこに住んでいますか
panel-where-more = ほかの場所

go-danger = 危険な状態の人がいる
go-minor = 18歳未満の人がいるかもしれない
go-on = どちらでもない：進む
go-on-after = 進む
go-back = 戻る
go-next = 次へ
go-close = 今はやめる
go-exit = すぐに閉じる
go-tell = モデレーターに伝える
go-remember = 住んでいる所を覚える
go-forget = 住んでいる所を忘れる
go-me = 写っているのは私です

what-unsolicited_image = 望まない性的な画像が送られてきた
what-image_shared = 私の性的な画像が共有された
what-threat_to_share = 私の画像を広めると脅されている
what-deepfake = 私の偽物やAIの裸の画像が作られた
what-taken_without_consent = こっそり撮影された
what-flashing_images = 発作を起こさせるための点滅画像が送られた
what-harmful_message = 脅し、または自分を傷つけるように言われた
what-proximity_transfer = AirDropやBluetoothで画像が届いた
what-taken_without_consent-more = 服の下や胸元、隠しカメラ、着替え中など
what-threat_to_share-more = お金やもっと画像を求められた場合も

place-INTL = そのほかの場所
place-EU = 欧州連合（ほかの国）
place-GB = イギリス
place-GB-EAW = イングランドとウェールズ
place-GB-ENG = イングランド
place-GB-WLS = ウェールズ
place-GB-SCT = スコットランド
place-GB-NIR = 北アイルランド
place-US = アメリカ（ほかの州）
place-US-CA = アメリカ：カリフォルニア州
place-US-TX = アメリカ：テキサス州
place-US-VA = アメリカ：バージニア州

tell-ask =
    {""}**モデレーターに伝えますか。**
    伝わるのは、{ $about }と、それについて助けを求めている人がいることだけです。画像や、ここで選んだほかのことは伝わりません。名前を伝えるかどうかは、あなたが決めます。
tell-about-case = ケース番号{ $case }
tell-about-link = メッセージのリンク
tell-with-name = 名前をつけて伝える
tell-without-name = 名前なしで伝える
tell-done = モデレーターに伝えました。これ以上何もしなくて大丈夫です。
tell-already = このことはもうモデレーターに伝えてあります。
tell-failed = ここからはモデレーターに伝えられませんでした。モデレーターの一人に{ $about }を知らせてください。画像は送らないでください。
tell-message-named = **{ $who } さんが助けを求めています**：{ $about }。
tell-message-unnamed = **助けを求めている人がいます**：{ $about }。名前は出したくないそうです。
tell-message-foot = 確認して、必要ならDiscordに報告してください。画像を送る、見せる、説明するように、だれにも頼まないでください。
tell-message-minor = 写っている人が18歳未満かもしれません。開く、保存、コピー、転送はしないでください。「子どもの安全」としてDiscordに報告してください。

remembered = これからは、まず{ $place }を表示します。いつでも忘れさせることができます。
forgotten = 住んでいる所を忘れました。

## The cards

card-steps = まずできること
card-tell = だれに伝えるか
card-help = 助けてくれる所と法律
card-danger = 危険な状態の人がいるとき
card-minor = 18歳未満の人がいるかもしれないとき
card-place = { $title } · { $place }
card-more = { $title }（{ $number }）
disclaimer = 一般的な情報であり、法的な助言ではありません。
checked = 事実の最終確認日：{ $day }。

safe = まず、あなたは安全ですか
safe-call = あなたやだれかが危険なときは、今すぐ **{ $number }** に電話してください。
safe-call-local = あなたやだれかが危険なときは、今すぐ地域の緊急番号に電話してください。
safe-fault = あなたは何も悪くありません。できることだけ、できる分だけで大丈夫です。
safe-numbers = 確認済みの緊急番号
safe-number = **{ $number }** · { $place }
safe-others = ほかの場所の番号は確認していません。
talk-now = 今、だれかと話す

now = 今できること
now-unsolicited_image =
    • 目をそらしましょう。もう一度見る必要はありません。
    • だれが、いつ送ったかを書きとめます。画像は要りません。
    • その後、相手をミュートかブロックします。
now-image_shared =
    • 画像の削除を求めることができます。方法は次のページにあります。
    • 見つけられるように、どこで見たかを書きとめます。
    • もう一度見る必要はありません。
now-threat_to_share =
    • 返事をやめましょう。相手のメッセージはそのままで大丈夫です。
    • お金を払わず、これ以上画像を送らないでください。払うと、さらに求められることがよくあります。
    • 相手のメッセージとアカウント名を残しておきます。
    • 何を送ったとしても、あなたは悪くありません。
now-deepfake =
    • 偽物も、本物の画像と同じように報告できます。本人でなくてもかまいません。
    • 見つけられるように、どこで見たかを書きとめます。
    • 削除を求めることができます。方法は次のページにあります。
now-taken_without_consent =
    • 安心できる所へ行きましょう。係の人がいれば伝えます。
    • 場所、時刻、相手の様子を書きとめます。
    • 相手の電話を取り上げようとしないでください。
now-flashing_images =
    • 目をそらすか、画面を覆いましょう。
    • 発作を起こした人がいたら、緊急番号に電話し、そばにいてください。
    • アプリの設定で、動く画像を止められるなら止めます。
now-harmful_message =
    • 相手の書くことは、相手のことを表しているだけです。書かれたから本当なのではありません。
    • 自分を傷つけたいと思ったら、今だれかと話してください。相手は上にあります。
    • 返事はせず、メッセージを残しておきます。
now-proximity_transfer =
    • 送った人が近くにいるかもしれないときは、係の人やほかの人の所へ行きましょう。
    • 拒否するか閉じます。見る必要はありません。
    • AirDrop、Quick Share、Bluetoothを「連絡先のみ」にします。

note = 画像ではなく、場所を書きとめる
note-harmful_message = 書きとめられることを書く
note-case = **ケース{ $case }。** この番号がメッセージを表します。
note-link = リンク（IDが含まれています）：{ $link }
note-sent = 送信：{ $day } { $time }（UTC）。

reply = だれにも返事をする必要はありません
reply-text = 今日は、答えることも、説明することも、決めることも要りません。

police = 望むなら、警察に伝える
police-unknown = 地元の警察が、届け出の方法を教えてくれます。
police-ask = 警察に頼めること
rights = ほかに求められること

takedown = 削除してもらう
takedown-of-me = これは画像に写っている本人のためのものです。画像を送るように求められることはありません。
discord = Discordに伝える
discord-removed = ここで削除されたものは、もうあなたからは報告できません。でもモデレーターがIDを控えています。ケース番号 **{ $case }** を伝えて、送った人をDiscordに報告するよう頼んでください。画像は送らないでください。
discord-still-there = メッセージや、似たものがまだありますか。
discord-there = メッセージはまだありますか。
discord-who = だれが送ったかを伝えてください。画像は送らないでください。
discord-help = Discordへの報告の仕方
platform = プラットフォームについて助けてくれる所

support = 話を聞いてくれる人
law = 法律では
law-specific = ここには、こうした画像についての法律があります。
law-general = これらは、こうした画像だけの法律ではありません。当てはまることがあります。
law-contested = ここの法律がこうした画像に当てはまるかは争われています。次の法律かもしれません。
law-other = 次の法律が、起きたことに当てはまるかもしれません。
law-unknown = これについて確認済みの事実はありません。警察か弁護士に聞くことができます。
law-since = （{ $day }から）
law-penalty = 裁判所が命じうること：{ $penalty }。
law-decide = 起きたことに当てはまるかどうかは、警察と裁判所が決めます。
law-read = 法律を読む（{ $host }）

minor-fault = 送られてきたのは、あなたのせいではありません。
minor-fault-me = 何をだれに送ったとしても、あなたのせいではありません。
minor-leave = 画像はそのままにしておく
minor-nobody = ここでは、だれも画像を求めません。
minor-help = 助けてくれる所
minor-me = 写っているのがあなたのとき
minor-me-device = すでに画像がある電話やパソコンでだけ使ってください。そのために画像をダウンロードしないでください。
minor-adult = だれにも返事をする必要はありません。18歳未満なら、信頼できる大人に話してください。
minor-forgotten = ボットはこの画像の指紋をもう持たず、写しをチャンネルから取り除きます。

## Errors

error-command = うまくいきませんでした。理由はボットの記録にあります。モデレーターに伝えてください。
error-permission = このコマンドは、メッセージを管理できる人のためのものです。
error-case = このサーバーにケース{ $case }はありません。

## Commands, as Discord lists them

command-help-me =
    .name = 助けて
    .description = 望まない性的な画像が送られてきたときの、あなただけに見える助け
command-get-help-with-this =
    .name = これについて助けを求める
command-flashguard =
    .name = flashguard
    .description = モデレーター用：ケース、ルール、点検
command-flashguard-case =
    .name = ケース
    .description = 番号でケースを表示します
command-flashguard-case-number =
    .name = 番号
    .description = お知らせとモデレーターの記録にある番号
command-flashguard-gaps =
    .name = 抜け
    .description = ここに投稿され、ボットが確認できなかったものと、その理由
command-flashguard-scan =
    .name = 再確認
    .description = 過去の投稿を確認します：一つのチャンネル、またはすべて
command-flashguard-scan-channel =
    .name = チャンネル
    .description = スレッドを含むチャンネル。なければサーバー全体
command-flashguard-scan-since =
    .name = いつから
    .description = いつから：24h、7d、2026-11-20、メッセージのリンク、all。なければ24時間
command-privacy =
    .name = プライバシー
    .description = このボットの記録にあるあなたのデータ
command-privacy-export =
    .name = 書き出し
    .description = あなたについて記録されているすべての写し
command-privacy-erase =
    .name = 消去
    .description = このボットの記録からあなたのデータを消去する
