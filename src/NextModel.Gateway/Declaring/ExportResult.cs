namespace NextModel.Gateway.Declaring;

/// <summary>Answer of <c>GET /api/admin/v1/export</c>.</summary>
/// <param name="File">YAML that <c>apply</c> takes.</param>
public sealed record ExportResult(string File);
