namespace CacheSafety.Cases;

/// <summary>Something wrong in a file of cases.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Field">Path of the member, <c>label.must_hit</c>; empty for the whole line.</param>
/// <param name="Message">What is wrong with which value and what to do.</param>
public sealed record CaseProblem(int Line, string Field, string Message)
{
    public override string ToString() => Field.Length == 0 ? $"line {Line}: {Message}" : $"line {Line}, {Field}: {Message}";
}
