using System.Globalization;
using System.Numerics;
using System.Text;

namespace NextModel.Tests.Caching;

/// <summary>A random object that can be spelled in many ways, and changed into another value.</summary>
internal sealed class RespelledJson
{
    private readonly Random _random;
    private readonly Dictionary<string, object?> _root;

    public RespelledJson(Random random)
    {
        _random = random;
        _root = Object(3);
        _root["model"] = "m";
    }

    /// <summary>One of the texts of the value.</summary>
    public string Spell()
    {
        var text = new StringBuilder();
        Spell(_root, text);
        return text.ToString();
    }

    /// <summary>Changes one thing, somewhere.</summary>
    public void Mutate()
    {
        var (container, key) = Places(_root).ElementAt(_random.Next(Places(_root).Count()));
        if (container is Dictionary<string, object?> members)
        {
            switch (_random.Next(4))
            {
                case 0:
                    members.Remove((string)key);
                    break;
                case 1:
                    members.Add(Fresh(members), members[(string)key]);
                    members.Remove((string)key);
                    break;
                default:
                    members[(string)key] = Other(members[(string)key]);
                    break;
            }
        }
        else
        {
            var items = (List<object?>)container;
            if (_random.Next(3) == 0)
            {
                items.Insert(_random.Next(items.Count + 1), BigInteger.Pow(7, 30));
            }
            else
            {
                items[(int)key] = Other(items[(int)key]);
            }
        }
    }

    private static string Fresh(Dictionary<string, object?> members)
    {
        var name = "new";
        while (members.ContainsKey(name))
        {
            name += "!";
        }

        return name;
    }

    // Numbers are whole units of 10^-9, so that equality is exact.
    private object? Other(object? value) => value switch
    {
        null => false,
        bool truth => _random.Next(2) == 0 ? !truth : null,
        BigInteger number => number + (_random.Next(2) == 0 ? 1 : BigInteger.Pow(10, _random.Next(40))),
        string text => _random.Next(2) == 0 ? text + " " : text + "\u0301",
        Dictionary<string, object?> { Count: 0 } => new List<object?>(),
        List<object?> { Count: 0 } => new Dictionary<string, object?>(),
        _ => null,
    };

    private static IEnumerable<(object Container, object Key)> Places(object? value) => value switch
    {
        Dictionary<string, object?> members => members.SelectMany(m => Places(m.Value).Prepend((members, m.Key))),
        List<object?> items => items.SelectMany((item, i) => Places(item).Prepend((items, i))),
        _ => [],
    };

    private Dictionary<string, object?> Object(int depth)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var n = _random.Next(_random.Next(6) == 0 ? 30 : 5); n > 0; n--)
        {
            members[Text()] = Value(depth - 1);
        }

        return members;
    }

    private object? Value(int depth) => _random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => null,
        1 => _random.Next(2) == 0,
        2 => new BigInteger(_random.Next(-50, 50)) * BigInteger.Pow(10, _random.Next(14)),
        3 => new BigInteger(_random.NextInt64(long.MinValue, long.MaxValue)) * BigInteger.Pow(10, _random.Next(30)),
        4 => Text(),
        5 => Object(depth),
        _ => Enumerable.Range(0, _random.Next(5)).Select(_ => Value(depth - 1)).ToList(),
    };

    private string Text()
    {
        var text = new StringBuilder();
        for (var n = _random.Next(6); n > 0; n--)
        {
            text.Append(_random.Next(5) switch
            {
                0 => char.ConvertFromUtf32(_random.Next(0x10000, 0x10FFFF)),
                1 => ((char)_random.Next(0, 0x20)).ToString(),
                2 => ((char)_random.Next(0xE000, 0xFFFF)).ToString(),
                3 => "\"\\/é€"[_random.Next(5)].ToString(),
                _ => ((char)_random.Next(0x20, 0x7F)).ToString(),
            });
        }

        return text.ToString();
    }

    private void Spell(object? value, StringBuilder text)
    {
        Space(text);
        switch (value)
        {
            case Dictionary<string, object?> members:
                var shuffled = members.ToArray();
                _random.Shuffle(shuffled);
                Join(text, '{', shuffled, '}', member =>
                {
                    Spell(member.Key, text);
                    text.Append(':');
                    Spell(member.Value, text);
                });
                break;
            case List<object?> items:
                Join(text, '[', items, ']', item => Spell(item, text));
                break;
            case string s:
                Spell(s, text);
                break;
            case BigInteger number:
                Spell(number, text);
                break;
            default:
                text.Append(value switch { null => "null", true => "true", _ => "false" });
                break;
        }

        Space(text);
    }

    private void Join<T>(StringBuilder text, char open, IEnumerable<T> parts, char close, Action<T> spell)
    {
        text.Append(open);
        var separator = "";
        foreach (var part in parts)
        {
            text.Append(separator);
            spell(part);
            separator = ",";
        }

        Space(text);
        text.Append(close);
    }

    private void Spell(string s, StringBuilder text)
    {
        Space(text);
        text.Append('"');
        foreach (var unit in s)
        {
            var escape = "\"\\\b\f\n\r\t".IndexOf(unit, StringComparison.Ordinal);
            if (unit < ' ' || escape >= 0 || _random.Next(8) == 0)
            {
                text.Append(escape >= 0 && _random.Next(2) == 0
                    ? "\\" + "\"\\bfnrt"[escape]
                    : "\\u" + ((int)unit).ToString(_random.Next(2) == 0 ? "x4" : "X4", CultureInfo.InvariantCulture));
            }
            else if (char.IsSurrogate(unit))
            {
                // Half of a pair is spelled as its other half is.
                text.Append("\\u" + ((int)unit).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(unit == '/' && _random.Next(2) == 0 ? "\\/" : unit.ToString());
            }
        }

        text.Append('"');
        Space(text);
    }

    private void Spell(BigInteger nanos, StringBuilder text)
    {
        if (nanos.IsZero)
        {
            text.Append(new[] { "0", "-0", "0.0", "0e5", "-0.000E-3" }[_random.Next(5)]);
            return;
        }

        // digits x 10^exponent, the point anywhere, zeros wherever they do not count.
        var digits = BigInteger.Abs(nanos).ToString(CultureInfo.InvariantCulture) + new string('0', _random.Next(3));
        var exponent = -9 - (digits.Length - BigInteger.Abs(nanos).ToString(CultureInfo.InvariantCulture).Length);
        var point = _random.Next(digits.Length + 1);
        var whole = point == 0 ? "0" : digits[..point];
        var fraction = digits[point..] + (point < digits.Length ? new string('0', _random.Next(3)) : "");
        exponent += digits.Length - point;
        text.Append(nanos.Sign < 0 ? "-" : "").Append(whole);
        text.Append(fraction.Length > 0 ? "." + fraction : "");
        if (exponent != 0 || _random.Next(3) == 0)
        {
            text.Append("eE"[_random.Next(2)]).Append(exponent >= 0 && _random.Next(2) == 0 ? "+" : "");
            text.Append(exponent.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Space(StringBuilder text)
    {
        if (_random.Next(5) == 0)
        {
            text.Append(" \n\r\t"[_random.Next(4)]);
        }
    }
}
