### ゲートについてメンバーが読む言葉：誰かが見る前に画像が確認されるチャンネル。

## The form

share-title = 画像を共有する
share-files = 画像（10枚まで）
share-files-hint = 先に確認します。それまで、ほかの人には見えません。
share-text = 文章（なくてもかまいません）

## What becomes of it

share-no-gate = このチャンネルにゲートはありません。いつものように画像を投稿してください。
share-none = 画像がありませんでした。1枚以上選んでください。
share-busy = 前に共有されたものをまだ確認しています。終わってから、もう一度お試しください。
share-timeout = いまはタイムアウト中のため、何も投稿されていません。終わればまた共有できます。
share-may-not = ここには書き込めないため、何も投稿されていません。
share-locked = このスレッドはロックされているため、何も投稿されていません。
share-slow = ここでは低速モードがオンです。{ $when }にまた共有できます。何も投稿されていません。
share-too-large = **{ $file }**は大きすぎます。ここでDiscordが投稿を許すのは{ $limit } MiBまでのファイルです。何も投稿されていません。もっと小さいものを選んでください。
share-done = あなたの名前で、ここのみんなに投稿しました：{ $link }
share-failed = うまくいかず、何も投稿されていません。1分ほどしてから、もう一度お試しください。
share-webhook-right = 何も投稿されていません。このチャンネルで**ウェブフックの管理**の権限がありません。モデレーターに伝えてください。
share-webhook-full = 何も投稿されていません。このチャンネルのウェブフックはDiscordの上限に達しています。一つ削除してもらえるよう、モデレーターに伝えてください。

## What was not posted

share-held = {""}**何も投稿されていません。** このメッセージはあなただけに見えています。
share-file-flagged = ・**{ $file }**には裸や性的な内容が含まれている可能性があります。ソフトウェアは**{ $label }**のように見えるものを報告しました。
share-file-unread = ・**{ $file }**は読み取れる画像ではありません。JPEGかPNGで保存して、もう一度共有してください。
share-file-large = ・**{ $file }**は大きすぎて確認できません。もっと小さいものを選んでください。
share-file-expired = ・**{ $file }**はもうダウンロードできませんでした。もう一度選んでください。
share-file-later = ・**{ $file }**は最後まで確認できませんでした。1分ほどしてから、もう一度お試しください。
share-kept = 誰も画像を見ていません。何も保存されず、誰にも知らされません。ソフトウェアは間違えることがあります。そう思うときは、モデレーターに話してください。画像は送らないでください。

## Taking it back

button-unshare = 削除する
unshare-done = 削除しました。ここではもう誰にも見えません。
unshare-gone = もうそこにはありません。
unshare-failed = いまはDiscordで削除できませんでした。もう一度試すか、モデレーターに伝えてください。

## Commands, as Discord lists them

command-share =
    .name = 共有
    .description = ゲートのあるチャンネルに画像を投稿します。誰かが見る前に確認されます
command-flashguard-gate =
    .name = ゲート
    .description = 誰かが見る前に画像が確認されるチャンネル
command-flashguard-gate-channel =
    .name = チャンネル
    .description = チャンネル。そのスレッドもゲートの内側です
command-flashguard-gate-state =
    .name = 状態
    .description = onでゲートを閉じ、offで開いてすべての権限を元に戻します
command-flashguard-gates =
    .name = ゲート一覧
    .description = ゲートのあるチャンネル
command-who-shared-this =
    .name = これを共有した人
