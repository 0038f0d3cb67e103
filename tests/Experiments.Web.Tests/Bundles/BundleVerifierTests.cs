using System.IO.Compression;
using System.Text;
using Experiments.Engine.Schema;
using Experiments.Web.Bundles;
using Experiments.Web.Commands;

namespace Experiments.Web.Tests.Bundles;

public sealed class BundleVerifierTests : BundleTest
{
    /// <summary>File, what stands in it, what is put there, and what the verification says of it although the sums were made anew.</summary>
    public static TheoryData<string, string, string, string> Tampered => new()
    {
        { "evaluations/2/counts.csv", "0,,0 0 1037", "0,,0 0 2037", "evaluations/2/counts.csv has other counts for image 0 than runs/1/job-2/attempt-1/events.jsonl" },
        { "evaluations/2/counts.csv", "0,,0 0 1037", "0,,0 7 1037", "Line 2 of evaluations/2/counts.csv has the cell \"0 7 1037\", whose classes must be below 2" },
        { "evaluations/2/evaluation.json", "\"meanAccuracy\": 0.9", "\"meanAccuracy\": 0.8", "evaluations/2/evaluation.json states mean accuracy 0.8" },
        { "runs/1/configuration.json", "\"iterations\": 20,", "\"iterations\": 30,", "runs/1/configuration.json has the fingerprint " },
        { "runs/1/run.json", "\"seed\": 0", "\"seed\": 5", "runs/1/configuration.json has the seed 0, and run 1 counts as seed 5" },
        { "table/table.json", "\"mean\": 0.9", "\"mean\": 0.8", "table/table.json: " },
        { "table/table.json", "\"adjustedPValue\": 0.", "\"adjustedPValue\": 0.0", " states p after Holm as 0.0" },
        { "table/table.json", "\"n\": 2,", "\"n\": 3,", " states n = 3, and has 2: they must agree" },
        { "table/grid.csv", ",2,", ",3,", "table/grid.csv does not say what table/table.json says" },
        { "table/table.tex", "(", "(1", "table/table.tex does not say what table/table.json says" },
        { "index.html", "Evidence", "Doubtful", "index.html does not say what table/table.json says" },
    };

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task What_was_changed_is_caught_by_its_hash_and_by_what_follows_from_it(string file, string old, string now, string problem)
    {
        var files = new Dictionary<string, string>(Read(await BundleAsync(await ScoredGridAsync())));
        Assert.Contains(old, files[file], StringComparison.Ordinal);
        var at = files[file].IndexOf(old, StringComparison.Ordinal);
        files[file] = $"{files[file][..at]}{now}{files[file][(at + old.Length)..]}";

        var careless = BundleVerifier.Verify(Write(files));
        Assert.Contains(careless.Problems, p => p.StartsWith($"{file} was changed: its SHA-256 is ", StringComparison.Ordinal));
        Assert.StartsWith("NOT OK: ", careless.Line, StringComparison.Ordinal);
        var thorough = BundleVerifier.Verify(Write(files, newSums: true));
        Assert.Contains(thorough.Problems, p => p.Contains(problem, StringComparison.Ordinal));
        Assert.DoesNotContain(thorough.Problems, p => p.Contains("was changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_count_that_is_changed_in_the_journal_too_is_caught_by_the_scores()
    {
        var files = new Dictionary<string, string>(Read(await BundleAsync(await ScoredGridAsync())));
        files["evaluations/2/counts.csv"] = files["evaluations/2/counts.csv"].Replace("0 0 1037 0 1", "0 0 2037 0 1", StringComparison.Ordinal);
        files["runs/1/job-2/attempt-1/events.jsonl"] = files["runs/1/job-2/attempt-1/events.jsonl"].Replace("[0,0,1037,", "[0,0,2037,", StringComparison.Ordinal);

        var problems = BundleVerifier.Verify(Write(files, newSums: true)).Problems;

        Assert.Contains(problems, p => p.StartsWith("evaluations/2/evaluation.json states confusion, and the counts of its images give another matrix", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("evaluations/2/evaluation.json states mIoU 0.", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("table/table.json: ", StringComparison.Ordinal) && p.Contains(" for seed 0, and its counts give ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("evaluations/2/counts.csv")]
    [InlineData("evaluations/2/evaluation.json")]
    [InlineData("runs/1/run.json")]
    [InlineData("table/table.json")]
    [InlineData("table/grid.csv")]
    [InlineData("SHA256SUMS")]
    public async Task A_file_that_is_missing_is_named(string file)
    {
        var files = Read(await BundleAsync(await ScoredGridAsync())).Where(f => f.Key != file);

        Assert.Contains(BundleVerifier.Verify(Write(files)).Problems, p => p.StartsWith($"{file} is missing: ", StringComparison.Ordinal));
        if (file != "SHA256SUMS" && file != "table/grid.csv") Assert.NotEmpty(BundleVerifier.Verify(Write(files, newSums: true)).Problems);
    }

    [Fact]
    public async Task A_file_that_was_added_is_named()
    {
        var files = Read(await BundleAsync(await ScoredGridAsync())).Append(new("runs/9/run.json", "{}"));

        Assert.Equal("runs/9/run.json is not in SHA256SUMS: every file of a bundle is; it was added later.", Assert.Single(BundleVerifier.Verify(Write(files)).Problems));
    }

    [Fact]
    public async Task A_truncated_zip_is_refused_wherever_it_ends()
    {
        var whole = await File.ReadAllBytesAsync(await BundleAsync(await ScoredGridAsync()), Stop);
        foreach (var length in new[] { 0, 1, 100, whole.Length / 2, whole.Length - 1 })
        {
            var path = Path.Combine(RunsFolder, "cut.zip");
            await File.WriteAllBytesAsync(path, whole[..length], Stop);

            Assert.Contains("is no whole zip", Assert.Throws<DataException>(() => BundleVerifier.Verify(path)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_byte_that_is_turned_over_anywhere_is_noticed()
    {
        var path = await BundleAsync(await ScoredGridAsync());
        var (whole, files) = (await File.ReadAllBytesAsync(path, Stop), Read(path));
        var chance = new Random(1);
        for (var i = 0; i < 60; i++)
        {
            var bytes = (byte[])whole.Clone();
            // The list of entries at the end holds times and attributes that mean nothing; what is packed lies before it.
            bytes[chance.Next(bytes.Length * 7 / 10)] ^= (byte)(1 << chance.Next(8));
            await File.WriteAllBytesAsync(path, bytes, Stop);
            try
            {
                var result = BundleVerifier.Verify(path);
                // A header beside the list of entries says again what the list says.
                Assert.True(!result.IsSound || Read(path).SequenceEqual(files), $"case {i}");
            }
            catch (DataException)
            {
                // Refused as a whole.
            }
        }
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("C:\\x")]
    [InlineData("a\\b")]
    [InlineData("a//b")]
    [InlineData("a\nb")]
    public void A_name_that_leads_elsewhere_is_refused(string name)
    {
        var path = Write([new(name, "x"), new("bundle.json", "{}")]);

        Assert.Contains("do not unpack it", Assert.Throws<DataException>(() => BundleVerifier.Verify(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_differ_in_case_only_are_refused()
    {
        var path = Write([new("bundle.json", "{}"), new("Bundle.json", "{}")]);

        Assert.Contains("two entries named", Assert.Throws<DataException>(() => BundleVerifier.Verify(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_unpacks_to_more_than_it_states_is_read_no_further()
    {
        var path = Write([new("bundle.json", "{}"), new("SHA256SUMS", ""), new("x", new string('0', 1_000_000))]);
        var bytes = File.ReadAllBytes(path);
        // 1,000,000 as both headers state it becomes 10.
        var stated = BitConverter.GetBytes(1_000_000);
        var found = 0;
        for (var i = 0; i < bytes.Length - 4; i++)
        {
            if (!bytes.AsSpan(i, 4).SequenceEqual(stated)) continue;
            BitConverter.GetBytes(10).CopyTo(bytes, i);
            found++;
        }

        Assert.InRange(found, 1, 2);
        File.WriteAllBytes(path, bytes);

        using var reader = BundleReader.Open(path);
        Assert.Equal(new string('0', 10), reader.Text("x"));
    }

    [Fact]
    public async Task An_entry_that_states_more_than_the_limit_is_refused_before_anything_is_unpacked()
    {
        var path = Path.Combine(RunsFolder, "bomb.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            await using var stream = await zip.CreateEntry("bundle.json", CompressionLevel.Fastest).OpenAsync(Stop);
            var block = new byte[1 << 20];
            for (var i = 0; i < 1025; i++) await stream.WriteAsync(block, Stop);
        }

        Assert.Contains("unpacks to more than a bundle may have", Assert.Throws<DataException>(() => BundleVerifier.Verify(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_longer_than_what_is_read_as_a_whole_is_read_line_by_line()
    {
        var path = Path.Combine(RunsFolder, "long.zip");
        var line = new string('x', (1 << 20) - 1);
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            await using var stream = await zip.CreateEntry("events.jsonl", CompressionLevel.Fastest).OpenAsync(Stop);
            var bytes = Encoding.UTF8.GetBytes($"{line}\n");
            for (var i = 0; i < 257; i++) await stream.WriteAsync(bytes, Stop);
            await stream.WriteAsync(Encoding.UTF8.GetBytes("\nthe last, née"), Stop);
        }

        using var reader = BundleReader.Open(path);
        var lines = new List<string>();
        reader.Lines("events.jsonl", l => lines.Add(l == line ? "as written" : l));

        Assert.Equal([.. Enumerable.Repeat("as written", 257), "", "the last, née"], lines);
        Assert.Contains("may be at most", Assert.Throws<DataException>(() => reader.Text("events.jsonl")).Message, StringComparison.Ordinal);
        Assert.Contains("has a line of more than 1000 bytes", Assert.Throws<DataException>(() => reader.Lines("events.jsonl", _ => { }, mostBytes: 1000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_found_twice_is_told_once_in_the_order_in_which_it_was_found()
    {
        var findings = new BundleFindings();
        foreach (var text in new[] { "b", "a", "b", "c", "a" })
        {
            findings.Say(text);
            findings.Note(text);
        }

        Assert.Equal(["b", "a", "c"], findings.Problems);
        Assert.Equal(["b", "a", "c"], findings.Notes);
    }

    [Fact]
    public async Task Other_files_are_told_apart_from_bundles()
    {
        var text = Path.Combine(RunsFolder, "text.zip");
        await File.WriteAllTextAsync(text, "no zip", Stop);
        var (output, errors) = (new StringWriter(), new StringWriter());

        Assert.Equal(CommandLine.Failed, await BundleCommand.VerifyAsync(text, output, errors));
        Assert.Contains("is no whole zip", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("it is no evidence bundle", Assert.Throws<DataException>(() => BundleVerifier.Verify(Write([new("a", "b")]))).Message, StringComparison.Ordinal);
        Assert.Contains("There is no file", (await Assert.ThrowsAsync<UsageException>(() => BundleCommand.VerifyAsync(text + "x", output, errors))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_that_are_none_are_refused_line_by_line()
    {
        foreach (var line in new[] { "1,,0 0 5,x", "0,,0 0,x", "0,,0 0 -5,x", "0,3,0 0 1,x", "0,0,0 0 1,x", "0,,0 0 99999999999999999999,x", "0,,0  0 1,x", "0,x", "" })
            Assert.Throws<DataException>(() => ImageCountsText.Read($"{ImageCountsText.Heading}\n{line}\n", 2, "counts.csv"));
        Assert.Throws<DataException>(() => ImageCountsText.Read(Encoding.UTF8.GetString([1, 2]), 2, "counts.csv"));
        Assert.Equal("a,b", Assert.Single(ImageCountsText.Read($"{ImageCountsText.Heading}\n0,2,1 0 1,a,b\n", 2, "counts.csv")).Stem);
    }
}
