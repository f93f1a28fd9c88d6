namespace NextModel.Reporting.ProviderFiles;

/// <summary>Why a file was not taken.</summary>
/// <param name="Line">Line of the file, from 1; 0 for the file as a whole.</param>
/// <param name="Message">What is wrong and what to do, in a sentence.</param>
public sealed record ImportProblem(long Line, string Message)
{
    public override string ToString() => Line > 0 ? FormattableString.Invariant($"line {Line}: {Message}") : Message;
}
