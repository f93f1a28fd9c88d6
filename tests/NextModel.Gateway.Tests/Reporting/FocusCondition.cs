namespace NextModel.Gateway.Tests.Reporting;

/// <summary>Of which rows a rule is: a column is one of some values, or none of them.</summary>
/// <param name="Column">Which.</param>
/// <param name="Is">False for none of them.</param>
/// <param name="Values">One that is empty is null; one that begins with <c>@</c> is another column's.</param>
internal sealed record FocusCondition(string Column, bool Is, IReadOnlyList<string> Values)
{
    public static FocusCondition Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var isNot = text[at - 1] == '!';
        return new FocusCondition(isNot ? text[..(at - 1)] : text[..at], !isNot, text[(at + 1)..].Split('|'));
    }

    public bool Holds(Func<string, string> cell) => Values.Any(value => cell(Column) == (value.StartsWith('@') ? cell(value[1..]) : value)) == Is;

    /// <summary>A value with which it holds.</summary>
    public string Example(Func<string, string> cell) => Holds(cell) ? cell(Column) : Is ? Values[0] : cell(Column).Length == 0 ? "1" : cell(Column) + "x";
}
