namespace NextModel.Storage.Sql;

/// <summary>Writes that must come one after another. SQLite has one writer anyway; in PostgreSQL each is an advisory lock.</summary>
/// <remarks>The numbers are what replicas of different versions agree on: they never change.</remarks>
public enum SqlTurn
{
    /// <summary>None: the rows themselves are locked for as long as it takes.</summary>
    Any = 0,

    /// <summary>Migrations of the schema.</summary>
    Schema = 1,

    /// <summary>Changes that the audit trail tells of: its entries are a chain.</summary>
    Audit = 2,

    /// <summary>Attempts to sign in: each is judged by those before it.</summary>
    SignIn = 3,

    /// <summary>Changes of credit: each states the balance after it.</summary>
    Credit = 4,

    /// <summary>The keys that sign: there is one at a time.</summary>
    SigningKeys = 5,

    /// <summary>Deliveries of webhooks: one replica makes them.</summary>
    Webhooks = 6,

    /// <summary>Scheduled exports: one replica makes them.</summary>
    Exports = 7,

    /// <summary>Archives: one replica makes them.</summary>
    Archives = 8,
}
