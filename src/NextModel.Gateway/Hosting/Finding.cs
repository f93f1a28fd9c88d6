namespace NextModel.Gateway.Hosting;

/// <summary>One result of <c>nextmodel doctor</c>.</summary>
/// <param name="Level"><c>ok</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Check">What was looked at: <c>configuration</c>, <c>data</c>, <c>database</c>, <c>source</c> …</param>
/// <param name="Message">What was found.</param>
/// <param name="Fix">What to do about it; null when there is nothing to do.</param>
public sealed record Finding(string Level, string Check, string Message, string? Fix = null)
{
    public static Finding Ok(string check, string message) => new("ok", check, message);
}
