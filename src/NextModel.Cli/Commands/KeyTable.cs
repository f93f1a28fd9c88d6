using NextModel.Gateway.Admin;

namespace NextModel.Cli.Commands;

/// <summary>Keys as a table for people.</summary>
internal static class KeyTable
{
    public static void Write(CommandOutput output, IReadOnlyList<KeyView> keys, DateTimeOffset now) => output.Table(
        ["id", "prefix", "name", "organization", "project", "environment", "workload", "created", "last used", "state", "expires", "secret before works until"],
        keys.Select(key => new[]
        {
            key.Id, key.Prefix + "…", key.Name, key.Organization, key.Project, key.Environment, key.Workload, $"{key.CreatedAt:u}",
            key.LastUsedAt is { } used ? $"{used:u}" : "never",
            key.RevokedAt is { } at ? $"revoked {at:u}" : key.ExpiresAt <= now ? "expired" : "active",
            key.ExpiresAt is { } end ? $"{end:u}" : "never",
            key.PreviousSecretUntil is { } until && until > now ? $"{until:u}" : "",
        }));
}
