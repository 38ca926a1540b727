//! Functions by the names that other libraries have for them.

/// What to look for or to write here, given the name of a function elsewhere.
pub enum Here {
    /// A function of this name, if there is one.
    Function(&'static str),
    /// Something that is no function.
    Written(&'static str),
}

pub fn synonym(name: &str) -> Option<Here> {
    Some(match name {
        "log" => Here::Function("ln"),
        "swish" => Here::Function("silu"),
        "logistic" | "expit" => Here::Function("sigmoid"),
        "avg" | "average" | "reduce_mean" => Here::Function("mean"),
        "reduce_sum" | "total" => Here::Function("sum"),
        "reduce_max" | "amax" => Here::Function("max"),
        "reduce_min" | "amin" => Here::Function("min"),
        "mse_loss" | "mean_squared_error" | "squared_error" => Here::Function("mse"),
        "l1_loss" | "mean_absolute_error" => Here::Function("mae"),
        "cross_entropy_with_logits" | "softmax_cross_entropy_with_logits" | "nll_loss" => {
            Here::Function("softmax_cross_entropy")
        }
        "stop_gradient" | "no_grad" | "sg" => Here::Function("detach"),
        "cat" | "concat" | "concatenate" | "hstack" | "column_stack" => Here::Function("concat_cols"),
        "vstack" | "row_stack" | "stack" | "append" => Here::Function("concat_rows"),
        "view" => Here::Function("reshape"),
        "tile" => Here::Function("repeat"),
        "flip" | "flipud" | "reverse" => Here::Function("flip_rows"),
        "fliplr" => Here::Function("flip_cols"),
        "cumsum" => Here::Function("cumsum_rows"),
        "slice" | "narrow" => Here::Function("slice_rows"),
        "variance" => Here::Function("var"),
        "stddev" => Here::Function("std"),
        "argmax" => Here::Function("argmax_cols"),
        "argmin" => Here::Function("argmin_cols"),
        "onehot" | "to_categorical" => Here::Function("one_hot"),
        "take" | "index_select" => Here::Function("gather"),
        "power" => Here::Function("pow"),
        "integer_pow" => Here::Function("powi"),
        "inverse" | "reciprocal" | "invert" => Here::Function("recip"),
        "clip" => Here::Function("clamp"),
        "clamp_min" | "fmax" => Here::Function("maximum"),
        "clamp_max" | "fmin" => Here::Function("minimum"),
        "absolute" | "fabs" => Here::Function("abs"),
        "signum" | "sgn" => Here::Function("sign"),
        "arctan" => Here::Function("atan"),
        "rint" => Here::Function("round"),
        "hardswish" | "hard_silu" => Here::Function("hard_swish"),
        "hardsigmoid" => Here::Function("hard_sigmoid"),
        "hard_tanh" => Here::Function("hardtanh"),
        "logsigmoid" => Here::Function("log_sigmoid"),
        "soft_sign" => Here::Function("softsign"),
        "kl_divergence" | "kl_div_loss" | "kullback_leibler" => Here::Function("kl_div"),
        "huber_loss" => Here::Function("huber"),
        "smooth_l1_loss" => Here::Function("smooth_l1"),
        "hinge_loss" => Here::Function("hinge"),
        "triplet_loss" | "triplet_margin_loss" => Here::Function("triplet"),
        "cosine_distance" => Here::Function("cosine_similarity"),
        "bce" | "binary_crossentropy" => Here::Function("binary_cross_entropy"),
        "bce_with_logits" | "sigmoid_binary_cross_entropy" => Here::Function("binary_cross_entropy_with_logits"),
        "where" | "masked_fill" | "if_else" | "cond" => Here::Function("select"),
        "matmul" | "dot" | "mm" | "bmm" | "gemm" | "dot_general" | "tensordot" => Here::Written("`a @ b`"),
        "multiply" | "hadamard" | "component_mul" | "elementwise_mul" => Here::Written("`a * b`"),
        "scale" => Here::Written("`2 * a`"),
        "plus" => Here::Written("`a + b`"),
        "subtract" | "minus" => Here::Written("`a - b`"),
        "divide" => Here::Written("`a / b`"),
        "negative" | "negate" => Here::Written("`-a`"),
        "t" | "permute" | "swapaxes" => Here::Written("`a.T`"),
        "linear" | "dense" | "fully_connected" | "fc" => Here::Written("`x @ w + b`, with `w` and `b` as params"),
        _ => return None,
    })
}
