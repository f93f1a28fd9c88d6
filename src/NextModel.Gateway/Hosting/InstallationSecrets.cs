using System.Security.Cryptography;
using NextModel.Configuration;
using NextModel.Secrets;

namespace NextModel.Gateway.Hosting;

/// <summary>The secrets of one installation that live beside its data: made on first use, 0600, in a directory of 0700.</summary>
public sealed class InstallationSecrets
{
    private InstallationSecrets(MasterKey masterKey, string adminKey, bool adminKeyIsNew, string commandToken)
    {
        MasterKey = masterKey;
        AdminKey = adminKey;
        AdminKeyIsNew = adminKeyIsNew;
        CommandToken = commandToken;
    }

    public MasterKey MasterKey { get; }

    /// <summary>Bearer for <c>/api/admin</c>.</summary>
    public string AdminKey { get; }

    /// <summary>True when it was made just now and has to be shown once.</summary>
    public bool AdminKeyIsNew { get; }

    /// <summary>Bearer that the installation's own command line uses.</summary>
    public string CommandToken { get; }

    /// <summary>Reads or makes the secrets; problems name the variable and the fix.</summary>
    public static InstallationSecrets? Open(
        Installation installation, Func<string, string?> environment, List<ConfigurationProblem> problems)
    {
        PrivateDirectory.Ensure(installation.DataDirectory);
        PrivateDirectory.Ensure(installation.SecretsDirectory);
        var masterKey = ReadMasterKey(installation, environment, problems);
        var configured = environment("NEXTMODEL_ADMIN_KEY");
        if (configured is { Length: > 0 and < 16 })
        {
            problems.Add(new ConfigurationProblem("NEXTMODEL_ADMIN_KEY", "is shorter than 16 characters. Use a long random one."));
        }

        if (masterKey is null)
        {
            return null;
        }

        var isNew = false;
        var adminKey = configured is { Length: > 0 }
            ? configured
            : ReadOrMake(Path.Combine(installation.SecretsDirectory, "admin.key"), "nm_admin_", out isNew);
        var token = ReadOrMake(Path.Combine(installation.SecretsDirectory, "cli.token"), "nm_cli_", out _);
        return new InstallationSecrets(masterKey, adminKey, isNew, token);
    }

    /// <summary>The token of a running server's data directory; null when it cannot be read.</summary>
    public static string? ReadCommandToken(Installation installation)
    {
        var path = Path.Combine(installation.SecretsDirectory, "cli.token");
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    private static MasterKey? ReadMasterKey(
        Installation installation, Func<string, string?> environment, List<ConfigurationProblem> problems)
    {
        var (where, text) = environment("NEXTMODEL_MASTER_KEY") is { Length: > 0 } given
            ? ("NEXTMODEL_MASTER_KEY", given)
            : environment("NEXTMODEL_MASTER_KEY_FILE") is { Length: > 0 } file
                ? ("NEXTMODEL_MASTER_KEY_FILE", File.Exists(file) ? File.ReadAllText(file) : "")
                : ("secrets/master.key", ReadOrMakeMasterKey(Path.Combine(installation.SecretsDirectory, "master.key")));
        var key = new byte[MasterKey.Size + 3];
        if (Convert.TryFromBase64String(text.Trim(), key, out var length) && length == MasterKey.Size)
        {
            return new MasterKey(key[..MasterKey.Size]);
        }

        problems.Add(new ConfigurationProblem(where, "does not hold 32 bytes in base64. Make a key with: openssl rand -base64 32"));
        return null;
    }

    private static string ReadOrMakeMasterKey(string path)
    {
        if (!File.Exists(path))
        {
            PrivateDirectory.Write(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Size)));
        }

        return File.ReadAllText(path);
    }

    private static string ReadOrMake(string path, string prefix, out bool isNew)
    {
        isNew = !File.Exists(path);
        if (isNew)
        {
            PrivateDirectory.Write(
                path, prefix + RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 43));
        }

        return File.ReadAllText(path).Trim();
    }
}
