using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Reporting;

/// <summary>One rule of <see cref="FocusRuleTable"/>.</summary>
/// <param name="Id">As the specification's rule model names it.</param>
/// <param name="Column">What it is about.</param>
/// <param name="Check">What must hold.</param>
/// <param name="Argument">Of the check; empty where it takes none.</param>
/// <param name="Conditions">Of which rows.</param>
internal sealed partial record FocusRule(string Id, string Column, string Check, string Argument, IReadOnlyList<FocusCondition> Conditions)
{
    public static FocusRule Parse(string line)
    {
        var parts = line.Split(" if ", 2);
        var words = parts[0].Split(' ', 4);
        return new FocusRule(words[0], words[1], words[2], words.Length > 3 ? words[3] : "", parts.Length < 2 ? [] : [.. parts[1].Split(" & ").Select(FocusCondition.Parse)]);
    }

    /// <summary>True where the rule holds for the whole file.</summary>
    public bool Holds(CsvTable file) => Check switch
    {
        "present" => file.Header.Contains(Column),
        _ when !file.Header.Contains(Column) => true,
        "has-one" => Rows(file).GroupBy(row => file[row, Column]).Where(group => group.Key.Length > 0)
            .All(group => group.Select(row => file[row, Argument]).Where(value => value.Length > 0).Distinct().Count() <= 1),
        _ => Rows(file).All(row => Holds(name => file[row, name])),
    };

    public override string ToString() => Id;

    private IEnumerable<int> Rows(CsvTable file) => Enumerable.Range(0, file.Count).Where(row => Conditions.All(condition => condition.Holds(name => file[row, name])));

    private bool Holds(Func<string, string> cell)
    {
        var value = cell(Column);
        return Check switch
        {
            "not-null" => value.Length > 0,
            "null" => value.Length == 0,
            _ when value.Length == 0 => true,
            "decimal" or "numeric" => Plain().IsMatch(value),
            "string" => !value.All(char.IsAsciiDigit),
            "text" => value.Trim() == value && value is not ("null" or "NULL" or "N/A" or "None" or "Not Applicable" or "-"),
            "instant" => Instant().IsMatch(value),
            "one-of" => Argument.Split('|').Contains(value),
            "is" => decimal.TryParse(Argument, CultureInfo.InvariantCulture, out var expected) ? Figure(value) == expected : value == Argument,
            "not" => value != Argument,
            "at-least" => Figure(value) >= decimal.Parse(Argument, CultureInfo.InvariantCulture),
            "product" => Argument.Split('*').Select(cell).ToList() is [{ Length: > 0 } a, { Length: > 0 } b] ? Figure(a) * Figure(b) == Figure(value) : true,
            "unit" => Unit().IsMatch(value),
            "currency" => Currency().IsMatch(value),
            "key-value" => IsFlat(value),
            _ => throw new InvalidOperationException($"{Id}: there is no check '{Check}'."),
        };
    }

    private static decimal? Figure(string value) => decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var figure) ? figure : null;

    private static bool IsFlat(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.EnumerateObject().All(one => one.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex("^-?[0-9]+(\\.[0-9]+)?$")]
    private static partial Regex Plain();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
    private static partial Regex Instant();

    // A count, a quantity of them, or one per time: UnitFormat.
    [GeneratedRegex("^([0-9]+ )?[A-Z][A-Za-z]*( [A-Z][A-Za-z]*)*(-[A-Z][A-Za-z]*|/[A-Z][A-Za-z]*)?$")]
    private static partial Regex Unit();

    [GeneratedRegex("^[A-Z]{3}$")]
    private static partial Regex Currency();
}
