namespace NextModel.Policies;

/// <summary>A name in which <c>*</c> stands for any characters, none included. Letter case counts. Matching allocates nothing.</summary>
public sealed class NamePattern
{
    private readonly string _text;
    private readonly string[] _parts;

    public NamePattern(string text)
    {
        _text = text;
        _parts = text.Split('*');
    }

    /// <summary>True for a name without <c>*</c>.</summary>
    public bool IsExact => _parts.Length == 1;

    public bool Matches(ReadOnlySpan<char> name)
    {
        if (IsExact)
        {
            return name.SequenceEqual(_text);
        }

        var (first, last) = (_parts[0], _parts[^1]);
        if (name.Length < first.Length + last.Length || !name.StartsWith(first) || !name.EndsWith(last))
        {
            return false;
        }

        // Taking each part where it is found first leaves most room for the next.
        var rest = name[first.Length..^last.Length];
        for (var i = 1; i < _parts.Length - 1; i++)
        {
            var at = rest.IndexOf(_parts[i]);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + _parts[i].Length)..];
        }

        return true;
    }

    public override string ToString() => _text;
}
