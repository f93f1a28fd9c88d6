namespace NextModel.Load.Generator;

/// <summary>Where to send.</summary>
/// <param name="Port">On loopback.</param>
/// <param name="Keys">API keys of equal length, taken in turn.</param>
/// <param name="Headers">Headers this server needs besides.</param>
internal sealed record LoadTarget(int Port, IReadOnlyList<string> Keys, IReadOnlyDictionary<string, string> Headers);
