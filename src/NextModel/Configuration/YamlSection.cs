using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace NextModel.Configuration;

/// <summary>One mapping of the configuration file, read member by member; every problem is noted, none stops the reading.</summary>
internal sealed partial class YamlSection(
    string path, YamlMappingNode node, Func<string, string?> environment, List<ConfigurationProblem> problems)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public string Path => path;

    /// <summary>Path and line, for problems about this section as a whole.</summary>
    public string Where => Locate(path, node);

    /// <summary>Path and line of one member.</summary>
    public string WhereOf(string name) => Locate(Child(name), Find(name) ?? node);

    /// <summary>Path of one member.</summary>
    public string PathOf(string name) => Child(name);

    /// <summary>A member as it was parsed; null when it is not there.</summary>
    public YamlNode? Node(string name) => Find(name);

    public void Report(string name, string message) => problems.Add(new ConfigurationProblem(WhereOf(name), message));

    public string? Text(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value is not YamlScalarNode scalar)
        {
            Report(name, "must be a single value, not a list or a section.");
            return null;
        }

        return Expand(name, scalar.Value ?? "");
    }

    public string RequiredText(string name)
    {
        var text = Text(name);
        if (string.IsNullOrWhiteSpace(text))
        {
            Report(name, "is required and must not be empty.");
        }

        return text ?? "";
    }

    public decimal? Number(string name, decimal min, decimal max)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || number < min || number > max)
        {
            Report(name, $"'{text}' is not a number from {min} to {max}.");
            return null;
        }

        return number;
    }

    public bool? Flag(string name)
    {
        var text = Text(name);
        if (text is null or "true" or "false")
        {
            return text is null ? null : text == "true";
        }

        Report(name, $"'{text}' is neither true nor false.");
        return null;
    }

    /// <summary>A duration such as <c>500ms</c>, <c>10s</c>, <c>5m</c> or <c>24h</c>.</summary>
    public TimeSpan? Duration(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DurationText.TryParse(text, out var duration))
        {
            return duration;
        }

        Report(name, $"'{text}' is not a duration. {DurationText.Hint}");
        return null;
    }

    /// <summary>A day such as <c>2026-11-21</c>.</summary>
    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        Report(name, $"'{text}' is not a day. Write it as YYYY-MM-DD.");
        return null;
    }

    /// <summary>A list of days.</summary>
    public IReadOnlyList<DateOnly> Days(string name)
    {
        var days = new List<DateOnly>();
        foreach (var text in Texts(name))
        {
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                days.Add(day);
            }
            else
            {
                Report(name, $"'{text}' is not a day. Write it as YYYY-MM-DD.");
            }
        }

        return days;
    }

    public YamlSection? Section(string name)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case YamlMappingNode mapping:
                return new YamlSection(Child(name), mapping, environment, problems);
            default:
                Report(name, "must be a section with members of its own.");
                return null;
        }
    }

    public IEnumerable<YamlSection> Sections(string name)
    {
        switch (Find(name))
        {
            case null:
                yield break;
            case YamlSequenceNode sequence:
                for (var i = 0; i < sequence.Children.Count; i++)
                {
                    if (sequence.Children[i] is YamlMappingNode mapping)
                    {
                        yield return new YamlSection($"{Child(name)}[{i}]", mapping, environment, problems);
                    }
                    else
                    {
                        Report(name, $"item {i} must be a section with members of its own.");
                    }
                }

                yield break;
            default:
                Report(name, "must be a list: begin each item with '- '.");
                yield break;
        }
    }

    public IReadOnlyList<string> Texts(string name)
    {
        switch (Find(name))
        {
            case null:
                return [];
            case YamlSequenceNode sequence when sequence.Children.All(c => c is YamlScalarNode):
                return [.. sequence.Children.Select(c => Expand(name, ((YamlScalarNode)c).Value ?? "") ?? "")];
            default:
                Report(name, "must be a list of values.");
                return [];
        }
    }

    /// <summary>A list of values, or one value in its place; null when the member is not there.</summary>
    public IReadOnlyList<string>? OneOrMore(string name) => Find(name) switch
    {
        null => null,
        YamlScalarNode => Text(name) is { } text ? [text] : [],
        _ => Texts(name),
    };

    /// <summary>Reports a problem with one item of a list, or with the value that stands in the list's place.</summary>
    public void ReportItem(string name, int index, string message)
    {
        if (Find(name) is YamlSequenceNode sequence && index < sequence.Children.Count)
        {
            problems.Add(new ConfigurationProblem(Locate($"{Child(name)}[{index}]", sequence.Children[index]), message));
        }
        else
        {
            Report(name, message);
        }
    }

    /// <summary>A whole number.</summary>
    public long? Whole(string name, long min, long max)
    {
        var number = Number(name, min, max);
        if (number is { } value && value != decimal.Truncate(value))
        {
            Report(name, $"'{value}' is not a whole number.");
            return null;
        }

        return (long?)number;
    }

    /// <summary>True when the member is a list; false when it is anything else or not there.</summary>
    public bool IsList(string name) => Find(name) is YamlSequenceNode;

    /// <summary>Items of a list that may be plain values or sections: exactly one of the two is not null.</summary>
    public IEnumerable<(int Index, string? Text, YamlSection? Section)> Mixed(string name)
    {
        if (Find(name) is not YamlSequenceNode sequence)
        {
            yield break;
        }

        for (var i = 0; i < sequence.Children.Count; i++)
        {
            switch (sequence.Children[i])
            {
                case YamlScalarNode scalar:
                    yield return (i, scalar.Value ?? "", null);
                    break;
                case YamlMappingNode mapping:
                    yield return (i, null, new YamlSection($"{Child(name)}[{i}]", mapping, environment, problems));
                    break;
                default:
                    ReportItem(name, i, "must be a value or a section, not a list.");
                    break;
            }
        }
    }

    /// <summary>Names of all members, for sections whose members are data.</summary>
    public IEnumerable<string> MemberNames() => node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "");

    /// <summary>Reports every member nobody has asked for: a misspelt option must not be silently ignored.</summary>
    public void RejectUnknown()
    {
        foreach (var name in MemberNames().Where(n => !_known.Contains(n)))
        {
            Report(name, $"is not an option here. Known: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
        }
    }

    private YamlNode? Find(string name)
    {
        _known.Add(name);

        // Null, written out or as nothing, is a member that is left out.
        return node.Children.TryGetValue(new YamlScalarNode(name), out var value)
            && value is not YamlScalarNode { Value: null or "" or "null" or "~", Style: YamlDotNet.Core.ScalarStyle.Plain } ? value : null;
    }

    private string? Expand(string name, string text)
    {
        string? missing = null;
        var expanded = VariablePattern().Replace(text, match =>
        {
            var value = environment(match.Groups[1].Value);
            missing ??= value is null ? match.Groups[1].Value : null;
            return value ?? "";
        });
        if (missing is not null)
        {
            Report(name, $"names the environment variable {missing}, which is not set. Set it, or take the line out.");
            return null;
        }

        return expanded;
    }

    private string Child(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Locate(string path, YamlNode node) =>
        $"{(path.Length == 0 ? "the file" : path)} (line {node.Start.Line}, column {node.Start.Column})";

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.NonBacktracking)]
    private static partial Regex VariablePattern();
}
