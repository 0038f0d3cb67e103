using Experiments.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Access;

/// <summary>Tables of accounts, tokens and the audit trail.</summary>
internal static class AccessMapping
{
    private const int NameLength = 256;
    private const int HashLength = 64;

    public static void Describe(ModelBuilder model)
    {
        model.Entity<Account>(e =>
        {
            e.ToTable("account");
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.Property(x => x.NormalizedName).HasMaxLength(NameLength);
            e.Property(x => x.Role).HasConversion<string>().HasMaxLength(32);
            e.HasIndex(x => x.NormalizedName).IsUnique();
        });
        model.Entity<ApiToken>(e =>
        {
            e.ToTable("api_token");
            e.Property(x => x.Name).HasMaxLength(NameLength);
            e.Property(x => x.Sha256).HasMaxLength(HashLength);
            e.Property(x => x.Scope).HasConversion<string>().HasMaxLength(32);
            e.HasIndex(x => x.Sha256).IsUnique();
            e.HasOne(x => x.Account).WithMany().HasForeignKey(x => x.AccountId);
        });
        model.Entity<AuditEntry>(e =>
        {
            e.ToTable("audit_entry");
            e.Property(x => x.Who).HasMaxLength(AuditStore.MostCharacters);
            e.Property(x => x.Act).HasMaxLength(64);
            e.Property(x => x.Subject).HasMaxLength(AuditStore.MostCharacters);
            e.Property(x => x.Address).HasMaxLength(AuditStore.MostCharacters);
        });
    }
}
