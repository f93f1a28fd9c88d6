namespace NextModel.Clients.Tests;

/// <summary>A status and a code the gateway promises.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The member <c>code</c>.</param>
/// <param name="Message">Words that clients look for; LangChain knows an overflow by "maximum context length".</param>
public sealed record DocumentedError(int Status, string Code, string Message = "As documented.");
