use keisan::graph;

graph! {
    graph Net {
        budget = "much";
        input x: [2, 3];
        param w: [3, 4] = he_normal;
        loss = mean(relu(x @ w));
    }
}

fn main() {}
