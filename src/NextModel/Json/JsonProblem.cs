namespace NextModel.Json;

/// <summary>Why a text is no acceptable JSON, and where.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">Byte offset of the problem, from 0.</param>
public readonly record struct JsonProblem(JsonProblemKind Kind, int Offset);
