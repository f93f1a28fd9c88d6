// Texts as people and programs write them; the corpus of build.mjs.
export const texts = [
  // English
  `A gateway sits between the people who ask and the machines that answer. It knows who is asking, what they may ask for, what it will
cost, and what was answered the last time somebody asked exactly the same thing. When all goes well, nobody notices that it's there.`,
  `The quarterly review starts at 9:30 a.m. on Thursday, March 12th. Please bring last quarter's figures (revenue, churn, headcount),
and don't forget that Mr. O'Neill and Ms. D'Souza won't join until 10:15. We'll send the slides by e-mail; if you can't open them,
call extension 4417 or write to reception@example.com.`,
  `"Why," she said, "would anyone pay twice for the same answer?" He'd no reply. They'd argued about it for weeks: he'd say the cache
wasn't safe, she'd say it wasn't used, and both of them were right. I'VE TOLD YOU BEFORE, he wrote at last, IT'S NOT THE HIT RATE THAT
MATTERS; IT'S THE ONE WRONG HIT.`,
  `Dear customer,

thank you for your message of 3 November. Your invoice no. INV-2026-00417 shows 1,284,310 input tokens and 96,002 output tokens at
$0.15 and $0.60 per million; the total is $0.25 after rounding. Replayed answers were charged at one tenth of the list price.

Kind regards
The billing team`,
  `1. Preheat the oven to 180 °C (350 °F).
2. Mix 250 g flour, 125 g butter and 1½ tsp baking powder.
3. Fold in two eggs – one at a time – and a pinch of salt…
4. Bake for 35–40 minutes; let it cool before you cut it.`,
  `Antidisestablishmentarianism, electroencephalographically, pneumonoultramicroscopicsilicovolcanoconiosis and floccinaucinihilipilification
are long words; supercalifragilisticexpialidocious is a silly one. iPhone, eBay, McDonald's, LaTeX, GitHub and OpenAI aren't spelled as
one would expect. NASA, UNESCO, HTTP/2, TLS1.3, SHA-256 and RFC9110 are abbreviations.`,
  `The coast road climbs out of the village past the boat sheds, bends twice around the old customs house and then runs level for three
miles along the top of the cliffs. On a clear morning one can see both lighthouses and, far beyond them, the grey line of the islands.
Nobody walks it in winter. In spring the thrift comes out between the stones, the first visitors arrive with their cameras and their
sensible shoes, and the farmer at the last gate sells eggs, honey and rather indifferent coffee from a window in his kitchen wall.`,
  // Chinese
  `网关位于提问者与模型之间。它知道是谁在提问、可以调用哪些模型、需要花费多少钱，也知道上一次完全相同的问题得到了什么答案。一切顺利的时候，没有人会注意到它的存在。`,
  `尊敬的客户：您好！您在2026年11月3日的来信已收到。您的账单显示输入1,284,310个词元、输出96,002个词元，每百万词元价格分别为人民币2元和8元，合计3.34元。如有疑问，请致电400-123-4567，我们将在24小时内回复。`,
  `春天的早晨，山路上还有一层薄雾。老人提着篮子慢慢走下来，篮子里是刚摘的茶叶。他说，今年雨水多，茶比去年好，只是买茶的人少了。孩子们都去了城里，逢年过节才回来一次。`,
  `「為什麼要為同樣的答案付兩次錢？」她問。他沒有回答。繁體字、標點符號——以及全形空格　都要算進去。《紅樓夢》第三回：「這個妹妹我曾見過的。」`,
  `请把下面的JSON翻译成中文，并保留字段名：{"name":"产品","price":12.5,"tags":["新品","促销"]}。注意：不要添加任何解释，只输出结果。`,
  `人工智能（AI）技术近年来发展迅速，大型语言模型（LLM）在文本生成、代码编写、数据分析等领域得到了广泛应用。然而，调用成本、数据安全以及结果的可追溯性，仍然是企业在落地过程中必须面对的问题。`,
  // Malay
  `Gerbang ini berada di antara orang yang bertanya dengan mesin yang menjawab. Ia tahu siapa yang bertanya, model mana yang dibenarkan,
berapa kosnya, dan apakah jawapan yang diberikan kali terakhir soalan yang sama ditanya. Apabila semuanya berjalan lancar, tiada
sesiapa yang menyedari kewujudannya.`,
  `Selamat pagi, Encik Ahmad dan Puan Siti. Mesyuarat suku tahunan akan bermula pada pukul 9.30 pagi, hari Khamis, 12 Mac 2026 di Bilik
Seri Kinabalu. Sila bawa laporan kewangan tahun lepas; jumlah perbelanjaan ialah RM1,284.50. Sekiranya tuan/puan tidak dapat hadir,
sila maklumkan kepada urus setia di talian 03-8888 1234.`,
  `Kanak-kanak itu berlari-lari di tepi pantai sambil mengejar layang-layang yang berwarna-warni. Ibu mereka menyediakan nasi lemak,
sambal ikan bilis, telur rebus dan teh tarik. "Jangan pergi jauh-jauh!" katanya. Ombak petang itu tidak seberapa besar, namun angin
dari laut bertiup kencang dan membawa bau garam sampai ke kampung.`,
  `Bolehkah anda tolong terangkan perbezaan antara "token" dengan "perkataan"? Saya nak tahu kenapa bil bulan ni lebih mahal daripada
bulan lepas, padahal kami guna sistem yang sama je. Terima kasih banyak-banyak ya!`,
  // Other languages
  `Die Straßenbahn fährt alle zehn Minuten; am Wochenende jedoch nur viertelstündlich. Größere Gepäckstücke müssen beim Schaffner angemeldet werden.`,
  `L'été dernier, j'ai vu qu'il n'y avait plus d'eau dans le puits. C'était la première fois depuis l'année où grand-père l'avait creusé, m'a-t-on dit.`,
  `¿Cuánto cuesta el billete de ida y vuelta a Córdoba? —Veintitrés euros con cincuenta, señor. ¡Qué barato!`,
  `Шлюз принимает запрос, проверяет ключ, находит источник и считает токены. Если ответ уже есть в кэше, повторный вызов не нужен.`,
  `ゲートウェイはリクエストを受け取り、キーを確認し、同じ質問への回答がキャッシュにあればそれを返します。ｶﾀｶﾅとカタカナは別の文字です。`,
  `게이트웨이는 요청을 받고 키를 확인한 뒤, 같은 질문에 대한 답이 있으면 그대로 돌려줍니다. 비용은 토큰 단위로 계산됩니다.`,
  `تستقبل البوابة الطلب وتتحقق من المفتاح، ثم تحسب عدد الرموز: ١٢٣٤٥٦٧٨٩٠. هل السعر مناسب؟`,
  `यह गेटवे अनुरोध लेता है, कुंजी की जाँच करता है और टोकन गिनता है। कीमत प्रति दस लाख टोकन ₹१२.५० है।`,
  `ระบบจะตรวจสอบคีย์ แล้วนับจำนวนโทเค็นก่อนส่งคำขอไปยังผู้ให้บริการ ราคาอยู่ที่ ๑๒ บาทต่อล้านโทเค็น`,
  `Tiếng Việt có nhiều dấu: a, à, ả, ã, á, ạ, ă, ằ, ẳ, ẵ, ắ, ặ; và dạng tổ hợp: e\u0302\u0301, o\u031b\u0300.`,
  // Code and data
  `public static Result<Charge> Calculate(in Usage usage, ServeMode mode, in ChargeTerms terms)
{
    if (usage.Source == UsageSource.None)
    {
        return Charge.Nothing(terms.Currency); // nothing was billed
    }

    var total = lines.Where(line => line.Tokens > 0).Sum(line => line.Amount * 1_000_000m);
    return total >= 0 ? new Charge { Amount = total } : throw new InvalidOperationException($"{total:F9} is below zero");
}`,
  `def merge(ranks: dict[bytes, int], parts: list[bytes]) -> list[bytes]:
    """Merges the pair of lowest rank until there is none."""
    while len(parts) > 1:
        best = min(range(len(parts) - 1), key=lambda i: ranks.get(parts[i] + parts[i + 1], 1 << 31))
        if parts[best] + parts[best + 1] not in ranks:
            break
\t\tparts[best:best + 2] = [parts[best] + parts[best + 1]]
    return parts


if __name__ == "__main__":
    print(merge({b"ab": 0, b"abc": 1}, [b"a", b"b", b"c"]))`,
  `const response = await fetch(\`\${base}/v1/chat/completions\`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: \`Bearer \${key}\` },
  body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi!' }], stream: true }),
});
for await (const chunk of response.body) { process.stdout.write(decoder.decode(chunk, { stream: true })); }`,
  `SELECT p.name, date_trunc('day', r.completed_at) AS day, count(*) AS requests, sum(r.amount_nanos) / 1e9 AS amount
FROM receipts AS r JOIN projects AS p ON p.id = r.project_id
WHERE r.serve_mode <> 'exact_cache' AND r.completed_at >= '2026-11-01' -- this month
GROUP BY 1, 2 HAVING count(*) > 10 ORDER BY amount DESC NULLS LAST LIMIT 50;`,
  `{"id":"chatcmpl-9f8e7d6c5b4a","object":"chat.completion","created":1795219200,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":
{"role":"assistant","content":"Hello!\\nHow can I help?","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":19,"completion_tokens":42,"total_tokens":61}}`,
  `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Receipts &amp; usage</title></head>
<body class="page page--wide" data-theme='dark'>
  <!-- the table is filled by htmx -->
  <table id="receipts" hx-get="/receipts?page=2&amp;size=50" hx-trigger="revealed"><tr><td colspan="4">&nbsp;</td></tr></table>
</body></html>`,
  `#!/usr/bin/env bash
set -euo pipefail
for file in "$HOME"/logs/*.jsonl; do
\tgrep -c '"status":5[0-9][0-9]' "$file" || true   # 5xx only
\techo "\${file##*/}: $(wc -l < "$file") lines" >> /tmp/report_$(date +%F).txt 2>&1
done`,
  `2026-11-21T23:14:07.812Z WARN  [forwarder] attempt=2 source=openai status=503 retry_after=1.5s request_id=req_01939f1c7a2b7c3d8e4f5a6b7c8d9e0f
2026-11-21T23:14:09.377Z ERROR [ledger] commit took 1412 ms (limit 1000 ms): WAL is 64 MiB, checkpoint pending`,
  `https://example.com/a/b/c?query=caf%C3%A9&lang=zh-CN#section-2  C:\\Users\\ahmad\\Documents\\report (final).docx  ~/.config/app/settings.yaml  10.0.0.1:8080`,
  `| model | input | output |
|:------|------:|-------:|
| \`a-mini\` | 0.15 | 0.60 |
| \`b-large\` | 3 | 15 |

> **Note**: prices are in *US dollars* per 1M tokens. See [the list](https://example.com/prices).

- [x] done
- [ ] not done
    - nested`,
  // Numbers
  `3.14159265358979323846264338327950288419716939937510 1,000,000,000 0xDEADBEEF 1e-9 -273.15 42% №5 ½ ⅔ Ⅻ ²³ 1st 2nd 10^-9 1:2:3 2026-11-21`,
  `0 1 12 123 1234 12345 123456 1234567 12345678 123456789 1234567890 007 0000 00001111222233334444555566667777`,
  // Emoji and symbols
  `Great job 👍🏽👏🏿! 🎉🎉🎉 See you at the 🏖️ with 👨‍👩‍👧‍👦 and 🐕‍🦺. 🇲🇾 🇬🇧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️‍🔥 1️⃣2️⃣3️⃣ ☕️ ✅ ❌ ™ © ® → ⇒ ≠ ≤ ∑ ∫ √ ∞ ¥ € £ ₿`,
  `╔════╗\n║ ok ║\n╚════╝  ░▒▓█ ▲▼◆○● ♠♣♥♦ ¯\\_(ツ)_/¯ (╯°□°)╯︵ ┻━┻ ʕ•ᴥ•ʔ`,
  `𝕋𝕙𝕖 𝓺𝓾𝓲𝓬𝓴 𝒃𝒓𝒐𝒘𝒏 𝖋𝖔𝖝 𝟙𝟚𝟛 Ａｂｃ １２３ ⒶⒷ ʇxǝʇ Z̷̧͎a̶͕l̸̘g̵̱o̶ 𠮷野家 𡃁 𐍈 ꧁꧂`,
  // White space
  `one  two   three    four\tfive\t\tsix \n seven \n\n eight\r\nnine\r\n\r\n   ten\u00a0eleven\u2003twelve\u3000thirteen \u200b fourteen   `,
  `   leading\n\n\n\n\nfive breaks\n \n \n spaced breaks\n\t\n\ttabs\n`,
  // Mixed
  `Translate to English: "Selamat datang ke 吉隆坡! Jumpa di KLCC pukul 3pm 😊" — and explain why it's written in three languages.`,
  `def 计算费用(tokens: int) -> Decimal:  # Kira kos — 每百万词元 RM0.66 😅\n    return Decimal(tokens) * Decimal("0.66") / 1_000_000`,
  `<|im_start|>system\nYou're helpful.<|im_end|>\n<|endoftext|><|fim_prefix|><|endofprompt|> are only text here.`,
  ``,
];
