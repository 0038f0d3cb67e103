using Experiments.Data.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Tests.Storage;

/// <summary>What SQLite's codes are in words, behind what Entity Framework makes of them. The tests of small disks meet the common ones.</summary>
public sealed class DatabaseTroubleTests
{
    [Theory]
    [InlineData(13, 13, "The disk of the database is full: make room on it. Nothing was changed.")]
    // SQLITE_IOERR_SHMSIZE and SQLITE_IOERR_READ, https://sqlite.org/rescode.html.
    [InlineData(10, 4874, "The disk of the database is full: make room on it. Nothing was changed.")]
    [InlineData(10, 266, "The database's disk failed (disk I/O error): look whether it is full, gone or damaged. Nothing was changed.")]
    public void A_full_disk_is_told_as_one_whatever_found_no_room(int code, int extended, string words)
    {
        var exception = new DbUpdateException("An error occurred while saving.", new SqliteException("disk I/O error", code, extended));

        Assert.Equal(words, DatabaseTrouble.Of(exception));
        Assert.True(DatabaseTrouble.IsOfDisk(exception));
    }
}
