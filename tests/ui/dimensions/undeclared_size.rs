// A size that was not declared is one mistake, however often it is used.
use keisan::graph;

graph! {
    pub graph Classifier {
        input x: [B, 4];
        target y: [B, 3];
        param w: [4, 3] = zeros;
        output probs = softmax(x @ w);
        loss = mean(cross_entropy(probs, y));
    }
}

fn main() {}
