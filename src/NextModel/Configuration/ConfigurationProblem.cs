namespace NextModel.Configuration;

/// <summary>One thing wrong with the configuration: where, what, and how to mend it.</summary>
/// <param name="Where">The key's path (<c>models[0].offers[1].source</c>) or the variable's name, with its line where there is one.</param>
/// <param name="Message">What is wrong with which value, and the fix.</param>
public sealed record ConfigurationProblem(string Where, string Message)
{
    public override string ToString() => $"{Where}: {Message}";
}
