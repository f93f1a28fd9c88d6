using System.Globalization;
using System.Text;

namespace NextModel.Tests.Json;

/// <summary>Random JSON texts in random spellings, and random damage to them.</summary>
internal static class RandomJson
{
    private static readonly string[] Numbers =
    [
        "0", "-0", "1", "-1", "0.0", "0.5", "-0.70", "1e2", "1E+2", "1e-2", "123456789012345678901234567890", "0.1e-7", "1e400", "-1e999999",
        "9007199254740993", "3.141592653589793238462643", "5e-324", "1e21", "1e-7", "100", "00", "01", "1.", ".5", "+1", "1e", "1e+", "--1",
        "0x1", "NaN", "-", "1_0", "1e1.5",
    ];

    private static readonly string[] Pieces =
    [
        "a", "b", "é", "€", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\t", "\\u0061", "\\u00e9", "\\ud83d\\ude00", "\\u0000", "\\u001F", " ", "\u007f",
        "\ufffd", "\uE000", "\uffff", "model", "\\b\\f\\r",
    ];

    private static readonly string[] OddPieces = ["\\ud800", "\\udc00", "\\ude00\\ud83d", "\\x", "\\u12", "\\u12g4", "\n", "\u0001", "\\", "\""];

    /// <summary>A text that is valid but for numbers and strings that may be odd where <paramref name="odd"/> is set.</summary>
    public static string Text(Random random, bool odd = false, int depth = 5)
    {
        var text = new StringBuilder();
        Value(text, random, odd, depth);
        return text.ToString();
    }

    /// <summary>The text with a few bytes cut, doubled, swapped or replaced.</summary>
    public static byte[] Damage(Random random, byte[] text)
    {
        var bytes = text.ToList();
        for (var times = random.Next(1, 4); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveAt(at);
                    break;
                case 1:
                    bytes.Insert(at, bytes[random.Next(bytes.Count)]);
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    bytes.Insert(at, (byte)"{}[],:\"\\ 0tfn-.eu"[random.Next(17)]);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    private static void Value(StringBuilder text, Random random, bool odd, int depth)
    {
        Space(text, random);
        switch (random.Next(depth > 0 ? 9 : 6))
        {
            case 0:
                text.Append(random.Next(2) == 0 ? "true" : "false");
                break;
            case 1:
                text.Append("null");
                break;
            case 2 or 3:
                Number(text, random, odd);
                break;
            case 4 or 5:
                String(text, random, odd);
                break;
            case 6 or 7:
                Object(text, random, odd, depth - 1);
                break;
            default:
                text.Append('[');
                for (var (i, n) = (0, random.Next(5)); i < n; i++)
                {
                    text.Append(i > 0 ? "," : "");
                    Value(text, random, odd, depth - 1);
                }

                Space(text, random);
                text.Append(']');
                break;
        }

        Space(text, random);
    }

    private static void Object(StringBuilder text, Random random, bool odd, int depth)
    {
        text.Append('{');
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var (i, n) = (0, random.Next(random.Next(8) == 0 ? 40 : 6)); i < n; i++)
        {
            var name = new StringBuilder();
            String(name, random, odd);
            if (!odd && !names.Add(System.Text.Json.JsonSerializer.Deserialize<string>(name.ToString())!))
            {
                continue;
            }

            text.Append(text[^1] == '{' ? "" : ",");
            Space(text, random);
            text.Append(name);
            Space(text, random);
            text.Append(':');
            Value(text, random, odd, depth);
        }

        Space(text, random);
        text.Append('}');
    }

    private static void Number(StringBuilder text, Random random, bool odd)
    {
        switch (random.Next(4))
        {
            case 0:
                text.Append(Numbers[random.Next(odd && random.Next(6) == 0 ? Numbers.Length : 20)]);
                break;
            case 1:
                text.Append(BitConverter.Int64BitsToDouble(random.NextInt64()) is var d && double.IsFinite(d)
                    ? d.ToString("R", CultureInfo.InvariantCulture)
                    : "1");
                break;
            default:
                text.Append(random.Next(-1000, 1000));
                text.Append(random.Next(2) == 0 ? "" : "." + random.Next(100).ToString("00", CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void String(StringBuilder text, Random random, bool odd)
    {
        text.Append('"');
        for (var n = random.Next(5); n > 0; n--)
        {
            text.Append(odd && random.Next(40) == 0 ? OddPieces[random.Next(OddPieces.Length)] : Pieces[random.Next(Pieces.Length)]);
        }

        text.Append('"');
    }

    private static void Space(StringBuilder text, Random random)
    {
        if (random.Next(4) == 0)
        {
            text.Append(" \n\r\t"[random.Next(4)]);
        }
    }
}
