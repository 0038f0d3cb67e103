using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Web.Declarations;

namespace Experiments.Web.Sweeps.Expressions;

/// <summary>
/// Reads an expression and checks its types, by recursive descent:
/// <code>
/// expression := either ["implies" expression]
/// either     := both {"or" both}
/// both       := negated {"and" negated}
/// negated    := "not" negated | comparison
/// comparison := sum [("=" | "is" | "!=" | "is not" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=") sum | "in" "(" sum {"," sum} ")"]
/// sum        := product {("+" | "-") product}
/// product    := factor {("*" | "/") factor}
/// factor     := "-" factor | number | text | setting | value | "empty" | function "(" sum {"," sum} ")" | "(" expression ")"
/// </code>
/// </summary>
internal sealed class ExpressionParser(string text)
{
    private const int MostNested = 50;
    private static readonly string[] Reserved = ["and", "or", "not", "implies", "is", "in"];
    private static readonly string[] Functions = ["pull", "min", "max", "round"];
    private readonly List<Token> _tokens = ExpressionLexer.Read(text);
    private readonly HashSet<string> _settings = new(StringComparer.Ordinal);
    private int _at;
    private int _nested;

    private Token Current => _tokens[_at];

    /// <summary>The whole text as one expression.</summary>
    /// <exception cref="ExpressionException">It is none; says where and why.</exception>
    public Expression Parse()
    {
        if (Current.Kind == TokenKind.End) throw new ExpressionException("nothing is there; write for example training.crop <= 96", 0);
        var node = Implication();
        if (Current.Kind != TokenKind.End) throw new ExpressionException($"\"{Current.Text}\" does not go on from what stands before; join conditions by and, or, implies", Current.Position);
        return new Expression(text, node.Type, _settings, node.Evaluate);
    }

    private Node Implication()
    {
        if (++_nested > MostNested) throw new ExpressionException(string.Create(CultureInfo.InvariantCulture, $"more than {MostNested} levels of parentheses; write several constraints"), Current.Position);
        var left = Either();
        if (TakeWord("implies") is { } token)
        {
            var right = Implication();
            left = Logic(token, left, right, (a, b, c) => !a(c) || b(c));
        }

        _nested--;
        return left;
    }

    private Node Either()
    {
        var left = Both();
        while (TakeWord("or") is { } token) left = Logic(token, left, Both(), (a, b, c) => a(c) || b(c));
        return left;
    }

    private Node Both()
    {
        var left = Negated();
        while (TakeWord("and") is { } token) left = Logic(token, left, Negated(), (a, b, c) => a(c) && b(c));
        return left;
    }

    private Node Negated()
    {
        // A chain of them, without recursion.
        var first = Current;
        var count = 0;
        while (TakeWord("not") is not null) count++;
        var node = Comparison();
        if (count == 0) return node;
        Want(node, ExpressionType.Truth, first, "not");
        var inner = node.Evaluate;
        return count % 2 == 0 ? node : new Node(ExpressionType.Truth, c => !(bool)inner(c), first);
    }

    private Node Comparison()
    {
        var left = Sum();
        var token = Current;
        if (TakeWord("in") is not null) return OneOf(left, token);
        var sign = Sign();
        if (sign is null) return left;
        var right = Sum();
        if (sign is "=" or "!=")
        {
            var equal = Equal(left, right, token);
            return sign == "=" ? equal : new Node(ExpressionType.Truth, c => !(bool)equal.Evaluate(c), token);
        }

        Want(left, ExpressionType.Number, token, sign);
        Want(right, ExpressionType.Number, token, sign);
        var (a, b) = (left.Evaluate, right.Evaluate);
        Func<double, double, bool> compare = sign switch
        {
            "<" => (x, y) => x < y,
            "<=" => (x, y) => x <= y,
            ">" => (x, y) => x > y,
            _ => (x, y) => x >= y,
        };
        return new Node(ExpressionType.Truth, c => compare((double)a(c), (double)b(c)), token);
    }

    /// <summary>A comparison's sign: = for is, != for is not; null where there is none.</summary>
    private string? Sign()
    {
        if (TakeWord("is") is not null) return TakeWord("not") is null ? "=" : "!=";
        if (Current is not { Kind: TokenKind.Symbol, Text: "=" or "==" or "!=" or "<" or "<=" or ">" or ">=" }) return null;
        var sign = _tokens[_at++].Text;
        return sign == "==" ? "=" : sign;
    }

    private Node OneOf(Node left, Token token)
    {
        var equals = Arguments().Select(item => Equal(left, item, token).Evaluate).ToList();
        return new Node(ExpressionType.Truth, c => equals.Exists(e => (bool)e(c)), token);
    }

    private Node Sum()
    {
        var left = Product();
        while (TakeSymbol("+", "-") is { } token)
        {
            var right = Product();
            left = token.Text == "+" ? Arithmetic(token, left, right, (a, b) => a + b) : Arithmetic(token, left, right, (a, b) => a - b);
        }

        return left;
    }

    private Node Product()
    {
        var left = Factor();
        while (TakeSymbol("*", "/") is { } token)
        {
            var right = Factor();
            left = token.Text == "*" ? Arithmetic(token, left, right, (a, b) => a * b) : Arithmetic(token, left, right, (a, b) => a / b);
        }

        return left;
    }

    private Node Factor()
    {
        var minus = Current;
        var signs = 0;
        while (TakeSymbol("-") is not null) signs++;
        var node = Single();
        if (signs == 0) return node;
        Want(node, ExpressionType.Number, minus, "-");
        var value = node.Evaluate;
        return signs % 2 == 0 ? node : new Node(ExpressionType.Number, c => -(double)value(c), minus);
    }

    private Node Single()
    {
        var token = Current;
        switch (token)
        {
            case { Kind: TokenKind.Number }:
                _at++;
                object number = double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
                return new Node(ExpressionType.Number, _ => number, token);
            case { Kind: TokenKind.Text }:
                _at++;
                return Literal(token.Text, token);
            case { Kind: TokenKind.Symbol, Text: "(" }:
                _at++;
                var inner = Implication();
                if (TakeSymbol(")") is null) throw new ExpressionException($"the parenthesis of column {(token.Position + 1).ToString(CultureInfo.InvariantCulture)} is not closed; write )", Current.Position);
                return inner;
            case { Kind: TokenKind.Word } when !Reserved.Contains(token.Text, StringComparer.Ordinal):
                _at++;
                return Word(token);
            default:
                throw new ExpressionException(
                    token.Kind == TokenKind.End ? "the expression ends where a value is expected" : $"\"{token.Text}\" stands where a value is expected; a value is a setting's key, a number, a word or a text in quotes", token.Position);
        }
    }

    private Node Word(Token token)
    {
        if (Current is { Kind: TokenKind.Symbol, Text: "(" }) return Call(token);
        switch (token.Text)
        {
            case "empty":
                return Literal("", token);
            case "true" or "false":
                object flag = token.Text == "true";
                return new Node(ExpressionType.Truth, _ => flag, token);
            case "seed":
                throw new ExpressionException("the seed is no setting that rows differ in; name seeds under seeds", token.Position);
            default:
                if (SettingCatalog.All.FirstOrDefault(s => s.Key == token.Text) is { } setting) return Setting(setting, token);
                if (token.Text.Contains('.', StringComparison.Ordinal))
                {
                    var hint = token.Text.Contains('-', StringComparison.Ordinal) ? " (a minus has spaces around it)" : "";
                    throw new ExpressionException($"there is no setting \"{token.Text}\"{hint}. {NearestName.Remedy(token.Text, [.. SettingCatalog.All.Select(s => s.Key)])}", token.Position);
                }

                return Literal(token.Text, token);
        }
    }

    private Node Setting(SettingDescriptor setting, Token token)
    {
        _settings.Add(setting.Key);
        return setting.Type switch
        {
            SettingType.Boolean => new Node(ExpressionType.Truth, setting.Get, token) { Setting = setting },
            SettingType.Integer => new Node(ExpressionType.Number, c => (double)(int)setting.Get(c), token) { Setting = setting },
            SettingType.Real => new Node(ExpressionType.Number, setting.Get, token) { Setting = setting },
            _ => new Node(ExpressionType.Text, setting.GetText, token) { Setting = setting },
        };
    }

    private Node Call(Token token)
    {
        if (!Functions.Contains(token.Text, StringComparer.Ordinal))
            throw new ExpressionException($"there is no function \"{token.Text}\"; available: {string.Join(", ", Functions)}", token.Position);
        var arguments = Arguments();
        foreach (var argument in arguments) Want(argument, ExpressionType.Number, argument.Token, token.Text);
        if (token.Text is "pull" or "round" && arguments.Count != 1) throw new ExpressionException($"{token.Text} takes one number", token.Position);
        var values = arguments.Select(a => a.Evaluate).ToList();
        if (token.Text == "pull") _settings.UnionWith(SettingCatalog.All.Where(s => s.Section == "training").Select(s => s.Key));
        return new Node(
            ExpressionType.Number,
            token.Text switch
            {
                "pull" => c => Pull.AlphaFor((double)values[0](c), c.Training),
                "round" => c => Math.Round((double)values[0](c), MidpointRounding.ToEven),
                "min" => c => values.Min(v => (double)v(c)),
                _ => c => values.Max(v => (double)v(c)),
            },
            token);
    }

    private List<Node> Arguments()
    {
        if (TakeSymbol("(") is not { } open) throw new ExpressionException("a list in parentheses is expected, for example (l2, l2-sp)", Current.Position);
        var arguments = new List<Node>();
        do
        {
            // A list in a list counts as a level: the depth of the recursion stays bounded.
            if (++_nested > MostNested) throw new ExpressionException("too many levels of parentheses; write several constraints", Current.Position);
            arguments.Add(Sum());
            _nested--;
        }
        while (TakeSymbol(",") is not null);
        return TakeSymbol(")") is null ? throw new ExpressionException($"the parenthesis of column {(open.Position + 1).ToString(CultureInfo.InvariantCulture)} is not closed; write )", Current.Position) : arguments;
    }

    private static Node Literal(string value, Token token) => new(ExpressionType.Text, _ => value, token) { LiteralText = value };

    private static Node Logic(Token token, Node left, Node right, Func<Func<RunConfiguration, bool>, Func<RunConfiguration, bool>, RunConfiguration, bool> join)
    {
        Want(left, ExpressionType.Truth, token, token.Text);
        Want(right, ExpressionType.Truth, token, token.Text);
        var (a, b) = (left.Evaluate, right.Evaluate);
        return new Node(ExpressionType.Truth, c => join(x => (bool)a(x), x => (bool)b(x), c), token);
    }

    private static Node Arithmetic(Token token, Node left, Node right, Func<double, double, double> join)
    {
        Want(left, ExpressionType.Number, token, token.Text);
        Want(right, ExpressionType.Number, token, token.Text);
        var (a, b) = (left.Evaluate, right.Evaluate);
        return new Node(ExpressionType.Number, c => join((double)a(c), (double)b(c)), token);
    }

    private static Node Equal(Node left, Node right, Token token)
    {
        if (left.Type != right.Type) throw new ExpressionException($"{left.Describe()} is compared with {right.Describe()}; compare like with like", token.Position);
        CheckChoice(left, right);
        CheckChoice(right, left);
        var (a, b) = (left.Evaluate, right.Evaluate);
        return new Node(ExpressionType.Truth, c => a(c).Equals(b(c)), token);
    }

    /// <summary>A choice that the setting does not have is a slip, not a condition that never holds.</summary>
    private static void CheckChoice(Node side, Node other)
    {
        if (side.Setting is not { Choices.Count: > 0 } setting || other.LiteralText is not { } value || setting.Choices.Contains(value)) return;
        throw new ExpressionException($"{setting.Key} is never \"{value}\"; it is one of {string.Join(", ", setting.Choices.Order(StringComparer.Ordinal))}", other.Token.Position);
    }

    private static void Want(Node node, ExpressionType type, Token at, string what)
    {
        if (node.Type == type) return;
        throw new ExpressionException($"{what} takes {(type == ExpressionType.Number ? "numbers" : "conditions")}, and {node.Describe()} is none", type == ExpressionType.Number ? node.Token.Position : at.Position);
    }

    private Token? TakeWord(string word) => Current is { Kind: TokenKind.Word } token && token.Text == word ? Take() : null;

    private Token? TakeSymbol(params ReadOnlySpan<string> symbols) => Current.Kind == TokenKind.Symbol && symbols.Contains(Current.Text) ? Take() : null;

    private Token Take() => _tokens[_at++];

    private sealed record Node(ExpressionType Type, Func<RunConfiguration, object> Evaluate, Token Token)
    {
        public SettingDescriptor? Setting { get; init; }

        public string? LiteralText { get; init; }

        public string Describe() => Type switch
        {
            ExpressionType.Number => Setting is null ? "a number" : $"the number {Setting.Key}",
            ExpressionType.Truth => Setting is null ? "a condition" : $"{Setting.Key} (true or false)",
            _ => LiteralText is { } text ? $"the text \"{text}\"" : Setting is null ? "a text" : $"the text {Setting.Key}",
        };
    }
}
