using Experiments.Data.Runs.Filters;
using FsCheck.Xunit;

namespace Experiments.Data.Tests.Runs.Filters;

public sealed class FilterLanguageTests
{
    [Property(MaxTest = 500, Arbitrary = [typeof(AnyFilter)])]
    public void What_is_printed_is_read_as_the_same_filter(FilterNode node)
    {
        var text = FilterText.Of(node);
        var read = MadeVocabulary.Parse(text);
        Assert.Equal(node, read);
        Assert.Equal(text, FilterText.Of(read!));
    }

    [Property(MaxTest = 1000, Arbitrary = [typeof(AnyText)])]
    public void Any_text_is_read_or_refused_at_a_place_of_it(string text)
    {
        try
        {
            var node = MadeVocabulary.Parse(text);
            if (node is not null) Assert.Equal(node, MadeVocabulary.Parse(FilterText.Of(node)));
        }
        catch (FilterException e)
        {
            Assert.InRange(e.Position, 0, text.Length);
            Assert.InRange(e.Position + e.Length, e.Position, text.Length);
            Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
        }
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(AnyText)])]
    public void Completion_answers_at_every_place_of_any_text_and_replaces_a_part_of_it(string text, byte place)
    {
        var at = FilterPlace.At(text, place % (text.Length + 1), MadeVocabulary.Keys);
        Assert.InRange(at.Start, 0, text.Length);
        Assert.InRange(at.Start + at.Length, at.Start, text.Length);
        Assert.True(at.Suggest(MadeVocabulary.Keys, []).Count <= FilterPlace.MostSuggestions);
    }

    [Theory]
    [InlineData("state = failed and not tag = x or miou > 40%", "state = failed and not tag = x or miou > 40%")]
    [InlineData("STATE=failed  AND( NOT tag=x OR miou>.4 )", "state = failed and (not tag = x or miou > .4)")]
    [InlineData("archived", "archived = true")]
    [InlineData("not Archived", "not archived = true")]
    [InlineData("created > 3d ago", "created > 3d")]
    [InlineData("name ~ 'it\\'s \"so\"'", "name ~ \"it's \\\"so\\\"\"")]
    [InlineData("TRAINING.baselearningrate >= 1e-2", "training.baseLearningRate >= 1e-2")]
    [InlineData("train/loss:min < 0.1 and train/loss@1000 < 1", "train/loss:min < 0.1 and train/loss@1000 < 1")]
    [InlineData("tag = \"and\"", "tag = \"and\"")]
    [InlineData("tag = a and (tag = b and tag = c)", "tag = a and (tag = b and tag = c)")]
    public void The_language_reads(string text, string printed) => Assert.Equal(printed, FilterText.Of(MadeVocabulary.Parse(text)!));

    [Theory]
    [InlineData("stat = failed", 0, 4, "There is no key \"stat\". Unknown: stat.")]
    [InlineData("state = faild", 8, 5, "state is never \"faild\". Unknown: faild.")]
    [InlineData("miou > 46", 7, 2, "miou is a share from 0 to 1, not 46: write 46% or 0.46.")]
    [InlineData("miou > high", 7, 4, "miou is compared with a number, not with \"high\": write 0.01, 1e-4 or 46%.")]
    [InlineData("tag < a", 4, 1, "tag is a text and cannot be compared by <: use =, !=, ~, !~.")]
    [InlineData("created = 3d", 10, 2, "3d ago is one instant, which nothing is at exactly: write created > 3d for the time since then.")]
    [InlineData("created > soon", 10, 4, "created is compared with an instant, not with \"soon\": write a date (2026-11-01), a minute (2026-11-01T14:30), today, yesterday, or a time ago (30min, 12h, 3d, 2w).")]
    [InlineData("name", 0, 4, "name is compared with nothing: write for example name ~ text.")]
    [InlineData("tag = a tag = b", 8, 3, "\"tag\" does not go on from what stands before: join conditions by and, or or.")]
    [InlineData("(tag = a", 0, 1, "This ( is not closed: close it by ).")]
    [InlineData("tag = a)", 7, 1, "Nothing is open that this ) closes: remove it, or open one before.")]
    [InlineData("tag = \"a", 6, 2, "The quote is not closed: close it.")]
    [InlineData("tag = a and", 11, 0, "The filter ends where a condition, for example state = failed must stand: go on, or remove what is left over.")]
    [InlineData("tag ! a", 4, 1, "\"!\" compares nothing: write =, !=, <, <=, >, >=, ~, !~.")]
    [InlineData("archived = maybe", 11, 5, "archived is true or false, not \"maybe\": write archived = true, or not archived.")]
    public void A_mistake_is_named_with_its_place_and_a_remedy(string text, int position, int length, string message)
    {
        var error = Assert.Throws<FilterException>(() => MadeVocabulary.Parse(text));
        Assert.Equal((message, position, length), (error.Message, error.Position, error.Length));
    }

    [Fact]
    public void Too_deep_and_too_long_filters_are_refused()
    {
        Assert.StartsWith("The filter has more than 100 conditions", Assert.Throws<FilterException>(() => MadeVocabulary.Parse(string.Join(" or ", Enumerable.Repeat("archived", 101)))).Message, StringComparison.Ordinal);
        Assert.StartsWith("More than 50 levels", Assert.Throws<FilterException>(() => MadeVocabulary.Parse(new string('(', 60) + "archived" + new string(')', 60))).Message, StringComparison.Ordinal);
        Assert.StartsWith("The filter has 5000 characters", Assert.Throws<FilterException>(() => MadeVocabulary.Parse(new string('x', 5000))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-10", "2026-01-09T22:00:00Z", "2026-01-10T22:00:00Z")]
    [InlineData("today", "2026-01-09T22:00:00Z", "2026-01-10T22:00:00Z")]
    [InlineData("yesterday", "2026-01-08T22:00:00Z", "2026-01-09T22:00:00Z")]
    [InlineData("2026-01-10T15:30", "2026-01-10T13:30:00Z", "2026-01-10T13:31:00Z")]
    [InlineData("3d", "2026-01-07T13:00:00Z", "2026-01-07T13:00:00Z")]
    [InlineData("90min", "2026-01-10T11:30:00Z", "2026-01-10T11:30:00Z")]
    [InlineData("2W", "2025-12-27T13:00:00Z", "2025-12-27T13:00:00Z")]
    public void A_moment_is_a_stretch_of_the_local_time_or_an_instant_ago(string text, string from, string to)
    {
        var moment = FilterMoment.Read(text, MadeVocabulary.Clock)!.Value;
        Assert.Equal((from, to), (Utc(moment.FromMs), Utc(moment.ToMs)));

        static string Utc(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("", FilterExpectation.Key, "")]
    [InlineData("trai", FilterExpectation.Key, "training.baseLearningRate|train/loss")]
    [InlineData("regulariser.kind ", FilterExpectation.Operator, "=|!=|~|!~")]
    [InlineData("regulariser.kind = l2", FilterExpectation.Value, "l2|l2-sp")]
    [InlineData("archived = t", FilterExpectation.Value, "true")]
    [InlineData("data.root = ", FilterExpectation.Value, "\"a b\"|c")]
    [InlineData("data.root = c ", FilterExpectation.Join, "and|or")]
    [InlineData("data.root = c or (sta", FilterExpectation.Key, "state|started")]
    public void Completion_offers_what_can_stand_there(string text, FilterExpectation expects, string suggested)
    {
        var place = FilterPlace.At(text, text.Length, MadeVocabulary.Keys);
        Assert.Equal(expects, place.Expects);
        if (suggested.Length > 0) Assert.Equal(suggested.Split('|'), place.Suggest(MadeVocabulary.Keys, ["a b", "c"]).Select(s => s.Text));
        else Assert.Equal("name", place.Suggest(MadeVocabulary.Keys, [])[0].Text);
    }
}
