using System.Collections.Frozen;

namespace NextModel.Accounts;

/// <summary>
/// Passwords that many people chose, and what is made of one by adding digits and signs around it, by doubling it, or by writing signs for its
/// letters: what is tried first. The list is embedded, and nobody is asked.
/// </summary>
public static class CommonPasswords
{
    // A shorter word is no password that was padded: passphrases begin and end with such.
    private const int ShortestWord = 4;

    private static readonly Lazy<FrozenSet<string>> Known = new(Read);

    /// <summary>How many the list has.</summary>
    public static int Count => Known.Value.Count;

    public static bool Holds(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        var written = password.ToLowerInvariant();
        return Known.Value.Contains(written) || HoldsWord(Core(written)) || HoldsWord(Core(AsLetters(written))) || HoldsWord(AsLetters(Core(written)));
    }

    private static bool HoldsWord(string core) => core.Length >= ShortestWord && Known.Value.Contains(Once(core));

    // Without the digits and signs around it.
    private static string Core(string text)
    {
        var (from, to) = (0, text.Length);
        while (from < to && !char.IsLetter(text[from]))
        {
            from++;
        }

        while (to > from && !char.IsLetter(text[to - 1]))
        {
            to--;
        }

        return text[from..to];
    }

    // "dragondragon" is "dragon".
    private static string Once(string text)
    {
        for (var length = ShortestWord; length <= text.Length / 2; length++)
        {
            if (text.Length % length == 0 && Enumerable.Range(length, text.Length - length).All(i => text[i] == text[i - length]))
            {
                return text[..length];
            }
        }

        return text;
    }

    private static string AsLetters(string text) => string.Create(text.Length, text, static (letters, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            letters[i] = from[i] switch
            {
                '@' or '4' => 'a',
                '3' => 'e',
                '1' or '!' => 'i',
                '0' => 'o',
                '$' or '5' => 's',
                '7' => 't',
                var other => other,
            };
        }
    });

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                words.Add(line);
            }
        }

        return words.ToFrozenSet(StringComparer.Ordinal);
    }
}
