namespace NextModel.Configuration;

/// <summary>A webhook of a declarative file, told apart by its name in its organization. Its secret is never in a file.</summary>
/// <param name="Where">Path, line and column.</param>
/// <param name="Name">Its name.</param>
/// <param name="Url">Where it is sent to.</param>
/// <param name="Enabled">False holds deliveries back.</param>
public sealed record DeclaredWebhook(string Where, string Name, string Url, bool Enabled);
