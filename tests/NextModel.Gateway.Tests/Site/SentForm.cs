using System.Net;
using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Site;

/// <summary>A form as it stands on a page: where it goes, and what its fields hold.</summary>
internal sealed partial record SentForm(string Action, IReadOnlyList<(string Name, string Value)> Fields)
{
    /// <summary>The form of that id; fails the test when there is none.</summary>
    public static SentForm Find(string html, string id)
    {
        var match = Forms().Matches(html).FirstOrDefault(form => form.Groups["tag"].Value.Contains($" id=\"{id}\"", StringComparison.Ordinal));
        match.ShouldNotBeNull($"there is no form '{id}' on the page");
        var body = match.Groups["body"].Value;
        var fields = new List<(string, string)>();
        foreach (Match input in Inputs().Matches(body))
        {
            var tag = input.Value;
            if (Attribute(tag, "type") is not "checkbox" || tag.Contains(" checked", StringComparison.Ordinal))
            {
                fields.Add((Attribute(tag, "name"), Attribute(tag, "value")));
            }
        }

        foreach (Match area in Areas().Matches(body))
        {
            fields.Add((Attribute(area.Groups["tag"].Value, "name"), WebUtility.HtmlDecode(area.Groups["text"].Value).TrimStart('\n')));
        }

        foreach (Match select in Selects().Matches(body))
        {
            var options = Options().Matches(select.Groups["options"].Value);
            var chosen = options.FirstOrDefault(option => option.Value.Contains(" selected", StringComparison.Ordinal)) ?? options.FirstOrDefault();
            fields.Add((Attribute(select.Groups["tag"].Value, "name"), chosen is null ? "" : Attribute(chosen.Value, "value")));
        }

        return new SentForm(Attribute(match.Groups["tag"].Value, "action"), fields);
    }

    /// <summary>What a field holds.</summary>
    public string this[string name] => Fields.Single(field => field.Name == name).Value;

    /// <summary>Its fields, those typed into with what was typed.</summary>
    public IEnumerable<(string Name, string Value)> With(params (string Name, string Value)[] typed) =>
        [.. Fields.Where(field => typed.All(one => one.Name != field.Name)), .. typed];

    private static string Attribute(string tag, string name) =>
        WebUtility.HtmlDecode(Regex.Match(tag, $" {name}=\"(?<value>[^\"]*)\"").Groups["value"].Value);

    [GeneratedRegex("<form(?<tag>[^>]*)>(?<body>.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs();

    [GeneratedRegex("<textarea(?<tag>[^>]*)>(?<text>.*?)</textarea>", RegexOptions.Singleline)]
    private static partial Regex Areas();

    [GeneratedRegex("<select(?<tag>[^>]*)>(?<options>.*?)</select>", RegexOptions.Singleline)]
    private static partial Regex Selects();

    [GeneratedRegex("<option[^>]*>")]
    private static partial Regex Options();
}
