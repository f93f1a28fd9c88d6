using System.Globalization;
using Npgsql;

namespace NextModel.Storage.Postgres;

/// <summary>Where a PostgreSQL database is, as <c>NEXTMODEL_DATABASE</c> says it.</summary>
public sealed class PostgresAddress
{
    // On the request path a database that does not answer must be a refusal, and soon (seconds).
    private const int DefaultTimeout = 2;

    private const int DefaultPoolSize = 40;

    private PostgresAddress(NpgsqlConnectionStringBuilder settings)
    {
        Settings = settings.ConnectionString;
        Name = string.Create(
            CultureInfo.InvariantCulture, $"PostgreSQL database '{settings.Database}' at {settings.Host}:{settings.Port}, as '{settings.Username}'");
    }

    /// <summary>The connection string, password and all.</summary>
    public string Settings { get; }

    /// <summary>Which database it is, for people: no password.</summary>
    public string Name { get; }

    /// <summary>Reads an Npgsql connection string or a <c>postgres://user:password@host:port/database?sslmode=…</c> URL.</summary>
    /// <param name="text">The setting.</param>
    /// <param name="address">Where the database is; what the text leaves open is 2 seconds to connect and for a command, and at most 40 connections.</param>
    /// <param name="problem">What is wrong with the text, without repeating a secret of it.</param>
    public static bool TryRead(string text, out PostgresAddress address, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (address, problem) = (null!, "");
        try
        {
            var isUrl = text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);
            var settings = isUrl ? OfUrl(text) : new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(settings.Host))
            {
                problem = "names no host. Write 'Host=…;Database=…;Username=…;Password=…' or postgres://user:password@host/database";
                return false;
            }

            settings.Database ??= settings.Username;
            SetIfOpen(settings, "Timeout", DefaultTimeout);
            SetIfOpen(settings, "Command Timeout", DefaultTimeout);
            SetIfOpen(settings, "Cancellation Timeout", 200);
            SetIfOpen(settings, "Maximum Pool Size", DefaultPoolSize);
            SetIfOpen(settings, "Max Auto Prepare", 100);
            SetIfOpen(settings, "Application Name", "nextmodel");
            address = new PostgresAddress(settings);
            return true;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
            // Npgsql's messages name the keyword, and not its value.
            problem = unreadable is FormatException
                ? unreadable.Message
                : $"is no Npgsql connection string: {unreadable.Message.Split('\n')[0].TrimEnd('.')}";
            return false;
        }
    }

    /// <summary>The same database for work that may take as long as it takes: no command is given up.</summary>
    public PostgresAddress Patient() => new(new NpgsqlConnectionStringBuilder(Settings) { CommandTimeout = 0 });

    private static void SetIfOpen(NpgsqlConnectionStringBuilder settings, string keyword, object value)
    {
        if (!settings.ShouldSerialize(keyword))
        {
            settings[keyword] = value;
        }
    }

    private static NpgsqlConnectionStringBuilder OfUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw new FormatException("is no URL. Write postgres://user:password@host:port/database, with special characters of the password as %XX");
        }

        var user = url.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port > 0 ? url.Port : NpgsqlConnection.DefaultPort };
        if (user[0].Length > 0)
        {
            settings.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            settings.Password = Uri.UnescapeDataString(user[1]);
        }

        if (url.AbsolutePath.Length > 1)
        {
            settings.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        }

        foreach (var part in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2);
            var value = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
            settings[KeywordOf(pair[0])] = value.Replace("-", "", StringComparison.Ordinal) is var plain && pair[0] is "sslmode" or "target_session_attrs" ? plain : value;
        }

        return settings;
    }

    // The names that libpq gives them.
    private static string KeywordOf(string parameter) => parameter switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "host" => "Host",
        "port" => "Port",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        "target_session_attrs" => "Target Session Attributes",
        "options" => "Options",
        _ => throw new FormatException(
            $"has the parameter '{parameter}', which is not known. Known are sslmode, sslrootcert, sslcert, sslkey, host, port, application_name, connect_timeout, "
            + "target_session_attrs and options; for others write an Npgsql connection string"),
    };
}
